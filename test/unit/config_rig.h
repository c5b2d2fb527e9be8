/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the tests of the configuration share. All of it asserts. */
#ifndef CONFIG_RIG_H
#define CONFIG_RIG_H

#include "config/config.h"

struct config *new_config(void);

void accept_config(struct config *config, const char *text);

/* `sentence` is the whole message; NULL = any. */
void refuse_config(struct config *config, const char *text, const char *sentence);

/* Every setting has the same value in both. */
void assert_same_config(const struct config *a, const struct config *b);

bool setting_is_list(enum setting_id id);
bool setting_is_number(enum setting_id id);

/* The value as text, a list as the table has its default; to be freed. */
char *setting_value(const struct config *config, enum setting_id id);

#endif
