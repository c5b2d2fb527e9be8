/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Every setting once: name, type, default, bounds and text are in one table
 * (settings.def), from which the code, conf/volscan.conf and its man page come. Names
 * and defaults are LVM2's where LVM2 has them.
 *
 * Syntax is LVM2's configuration syntax. It is read here and not by
 * libdevmapper, which keeps no line numbers, recurses as deep as a text asks
 * it to, and prints.
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "base/log.h"

enum setting_type {
	SETTING_BOOL,		/* 0 or 1 */
	SETTING_NUMBER,
	SETTING_STRING,
	SETTING_LIST,		/* of strings; one string alone is a list of one */
	SETTING_PAIRS,		/* a list of strings, each followed by a number,
				   which is kept as its text */
};

/* Number of each setting; SETTING_devices_use_aio for devices/use_aio. */
enum setting_id {
#define SECTION(section, ...)
#define SETTING(section, name, ...) SETTING_##section##_##name,
#include "config/settings.def"
#undef SETTING
#undef SECTION
	SETTING_COUNT
};

struct setting {
	const char *section, *name;
	enum setting_type type;
	int64_t number;		/* default of a BOOL or NUMBER */
	int64_t min, max;	/* of a NUMBER */
	const char *string;	/* default of a STRING; of a LIST or PAIRS, its
				   items separated by newlines ("" = empty list) */
	const char *words;	/* STRING: allowed values separated by |; NULL = any */
	const char *text;	/* what it does, for file and man page; unit named;
				   paragraphs are separated by newlines */
};

struct setting_section {
	const char *name;
	const char *text;
};

/* The table, SETTING_COUNT entries in the order of enum setting_id. */
extern const struct setting config_settings[];

/* The sections, in the order of the table, ended by a NULL name. */
extern const struct setting_section config_sections[];

struct config;

int config_new(struct config **config);
void config_free(struct config *config);

/*
 * Take settings from a file, or from text as --config gives it
 * ("devices/aio_max=16 devices { use_aio=0 }"). Later calls override earlier
 * ones, setting by setting. All or nothing: on -EINVAL (or -errno of reading
 * the file) nothing has changed and *error, to be freed by the caller, is a
 * sentence with file, line, setting, and what is expected.
 */
int config_read_file(struct config *config, const char *path, char **error);
int config_read_string(struct config *config, const char *text, char **error);

/*
 * The same for LVM2's own file (lvm.conf, lvmlocal.conf): settings that are not in
 * the table are passed over with a debug message, sections with all that is in
 * them, and with a warning a value that its setting cannot have here. What is no
 * text in LVM2's syntax is an error still.
 */
int config_read_lvm_file(struct config *config, const char *path, const struct log *log,
			 char **error);

bool config_bool(const struct config *config, enum setting_id id);
int64_t config_number(const struct config *config, enum setting_id id);
/* This and the next: live until the config is changed or freed. */
const char *config_string(const struct config *config, enum setting_id id);
/* The items of a LIST or PAIRS, NULL-terminated. */
const char *const *config_list(const struct config *config, enum setting_id id);

/* The setting called "section/name", or -1. */
int config_find(const char *path);

#endif
