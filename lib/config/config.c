/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/read.h"

struct config {
	struct value values[SETTING_COUNT];
};

int config_new(struct config **config)
{
	struct config *new = calloc(1, sizeof(*new));
	int r = new ? 0 : -ENOMEM;

	for (int id = 0; !r && id < SETTING_COUNT; id++)
		r = value_from_default(&config_settings[id], &new->values[id]);
	if (r)
		config_free(new);
	else
		*config = new;
	return r;
}

static void free_values(struct value *values)
{
	for (int id = 0; id < SETTING_COUNT; id++)
		value_free(&values[id]);
}

void config_free(struct config *config)
{
	if (!config)
		return;
	free_values(config->values);
	free(config);
}

/* Old values of what was given end up in `read`, to be freed with it. */
static void swap_given(struct config *config, struct config_values *read)
{
	for (int id = 0; id < SETTING_COUNT; id++) {
		struct value old = config->values[id];

		if (!read->given[id])
			continue;
		config->values[id] = read->values[id];
		read->values[id] = old;
	}
}

static int read_text(struct config *config, const struct config_text *text,
		     const struct log *log, char **error)
{
	struct config_values *read = calloc(1, sizeof(*read));
	int r;

	if (!read)
		return -ENOMEM;
	r = config_read_text(text, log, read, error);
	if (!r)
		swap_given(config, read);
	free_values(read->values);
	free(read);
	return r;
}

/* *error for a call on `path` that failed with errno. */
static int fail_call(const char *what, const char *path, char **error)
{
	int code = errno;

	if (asprintf(error, "cannot %s %s: %m", what, path) < 0)
		return -ENOMEM;
	return -code;
}

/* At most `room` bytes; the number read, or -1 with errno. */
static ssize_t read_all(int fd, char *buffer, size_t room)
{
	size_t length = 0;
	ssize_t n;

	while (length < room) {
		n = read(fd, buffer + length, room - length);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? n : (ssize_t) length;
		length += (size_t) n;
	}
	return (ssize_t) length;
}

/* `text` has all but the text. */
static int read_file(struct config *config, struct config_text text, const struct log *log,
		     char **error)
{
	const size_t room = CONFIG_SIZE_MAX + 1;	/* one more shows that it is too large */
	const char *path = text.source;
	char *buffer;
	ssize_t length;
	int fd, r;

	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return fail_call("open", path, error);
	buffer = malloc(room);
	if (!buffer) {
		r = -ENOMEM;
		goto out;
	}
	length = read_all(fd, buffer, room);
	if (length < 0) {
		r = fail_call("read", path, error);
		goto out;
	}
	text.text = buffer;
	text.length = (size_t) length;
	r = read_text(config, &text, log, error);
out:
	free(buffer);
	close(fd);
	return r;
}

int config_read_file(struct config *config, const char *path, char **error)
{
	const struct config_text text = { .source = path, .has_lines = true };

	return read_file(config, text, NULL, error);
}

int config_read_lvm_file(struct config *config, const char *path, const struct log *log,
			 char **error)
{
	const struct config_text text = { .source = path, .has_lines = true, .is_lvm = true };

	return read_file(config, text, log, error);
}

int config_read_string(struct config *config, const char *text, char **error)
{
	const struct config_text given = {
		.source = "--config",
		.text = text,
		.length = strlen(text),
	};

	return read_text(config, &given, NULL, error);
}

bool config_bool(const struct config *config, enum setting_id id)
{
	return config->values[id].number;
}

int64_t config_number(const struct config *config, enum setting_id id)
{
	return config->values[id].number;
}

const char *config_string(const struct config *config, enum setting_id id)
{
	return config->values[id].items[0];
}

const char *const *config_list(const struct config *config, enum setting_id id)
{
	return (const char *const *) config->values[id].items;
}

int config_find(const char *path)
{
	const char *slash = strchr(path, '/');
	size_t length = slash ? (size_t)(slash - path) : 0;

	for (int id = 0; slash && id < SETTING_COUNT; id++) {
		const struct setting *setting = &config_settings[id];

		if (!strcmp(slash + 1, setting->name) && !strncmp(path, setting->section, length) &&
		    !setting->section[length])
			return id;
	}
	return -1;
}
