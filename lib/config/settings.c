/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/config.h"

#define BOOL(def) .type = SETTING_BOOL, .number = (def), .max = 1
#define NUMBER(def, least, most) \
	.type = SETTING_NUMBER, .number = (def), .min = (least), .max = (most)
#define STRING(def) .type = SETTING_STRING, .string = def
#define WORD(def, allowed) .type = SETTING_STRING, .string = def, .words = allowed
#define LIST(def) .type = SETTING_LIST, .string = def
#define PAIRS(def) .type = SETTING_PAIRS, .string = def

const struct setting config_settings[] = {
#define SECTION(...)
#define SETTING(in_section, its_name, kind, its_text) \
	{ .section = #in_section, .name = #its_name, kind, .text = its_text },
#include "config/settings.def"
#undef SETTING
#undef SECTION
};

_Static_assert(sizeof(config_settings) / sizeof(*config_settings) == SETTING_COUNT,
	       "one entry per setting");

const struct setting_section config_sections[] = {
#define SECTION(its_name, its_text) { .name = #its_name, .text = its_text },
#define SETTING(...)
#include "config/settings.def"
#undef SETTING
#undef SECTION
	{ .name = NULL, .text = NULL },
};
