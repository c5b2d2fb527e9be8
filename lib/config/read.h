/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CONFIG_READ_H
#define CONFIG_READ_H

#include "config/value.h"

/* Larger texts are refused: a full volscan.conf has some 10 KiB. */
#define CONFIG_SIZE_MAX (1u << 20)

struct config_text {
	const char *source;	/* a file's path, or what else it is to be called */
	bool has_lines;		/* name lines in messages */
	bool is_lvm;		/* of LVM2: pass over what is not known here */
	const char *text;
	size_t length;
};

/* What was read: `values` of the settings that are `given`. */
struct config_values {
	struct value values[SETTING_COUNT];
	bool given[SETTING_COUNT];
};

/* `values` begins zeroed, and is the caller's to free also after an error: see
 * config_read_file() and config_read_lvm_file() for the rest. `log` hears what is
 * passed over. */
int config_read_text(const struct config_text *text, const struct log *log,
		     struct config_values *values, char **error);

#endif
