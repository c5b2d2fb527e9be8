/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The values of settings: kept, made from a default, made from what was read. */
#ifndef CONFIG_VALUE_H
#define CONFIG_VALUE_H

#include "base/lex.h"
#include "config/config.h"

struct value {
	int64_t number;		/* of a BOOL or NUMBER */
	char **items;		/* of the others, NULL-terminated; one block. A
				   STRING is the only item */
};

void value_free(struct value *value);

/* -ENOMEM. */
int value_from_default(const struct setting *setting, struct value *value);

/* What stands behind the = of a setting. */
struct given {
	bool is_list;		/* in [ ] */
	struct dm_list items;	/* of struct given_item */
};

struct given_item {
	struct dm_list list;
	struct token token;	/* WORD, NUMBER or STRING */
};

/*
 * -EINVAL when that is no value of `setting`; *complaint, to be freed, is then
 * the rest of a sentence that begins with the setting's name. -ENOMEM.
 */
int value_from_tokens(const struct setting *setting, const struct given *given,
		      struct value *value, char **complaint);

#endif
