/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A table of pointers by their keys, for what there may be thousands of: it copies no
 * key, and takes no memory for each entry, as libdevmapper's does.
 */
#ifndef BASE_TABLE_H
#define BASE_TABLE_H

#include <stddef.h>

struct table;

/* With room for so many entries; it takes more. -ENOMEM. */
int table_new(size_t expected, struct table **table);
void table_free(struct table *table);

/* `data`, not NULL, is what the key stands for from now on. The key's `length` bytes
 * have to stay as they are. -ENOMEM. */
int table_put(struct table *table, const void *key, size_t length, const void *data);
/* As of table_put(), or NULL. */
void *table_get(const struct table *table, const void *key, size_t length);
void table_remove(struct table *table, const void *key, size_t length);

/* The same with a string as the key. */
int table_put_string(struct table *table, const char *key, const void *data);
void *table_get_string(const struct table *table, const char *key);

#endif
