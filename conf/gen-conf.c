/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Write volscan.conf, or the settings' part of its man page, from the table of
 * settings:
 *
 *	gen-conf conf|man FRAME
 *
 * FRAME is copied to stdout with its line @SETTINGS@ replaced by all settings.
 * Used while building only.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"

/* ------------------------------------------------------------------------
 * Text
 */

static void put_plain(const char *word, size_t length)
{
	fwrite(word, 1, length, stdout);
}

/* Escape what roff would take for something else, and let it break long lists
 * behind their commas. */
static void put_roff(const char *word, size_t length)
{
	if (*word == '.' || *word == '\'')
		fputs("\\&", stdout);
	for (; length; word++, length--)
		switch (*word) {
		case '\\': fputs("\\e", stdout); break;
		case '-': fputs("\\-", stdout); break;
		case '\'': fputs("\\(aq", stdout); break;
		case '`': fputs("\\(ga", stdout); break;
		case '^': fputs("\\(ha", stdout); break;
		case '~': fputs("\\(ti", stdout); break;
		case ',': fputs(length > 1 ? ",\\:" : ",", stdout); break;
		default: putchar(*word);
		}
}

struct style {
	const char *indent;	/* in front of each line */
	size_t width;		/* of a line, without that and without escapes */
	bool line_per_sentence;	/* as roff wants it */
	void (*put)(const char *word, size_t length);
};

static const struct style section_comment = { "# ", 76, false, put_plain };
static const struct style comment = { "\t# ", 76, false, put_plain };
static const struct style roff = { "", 70, true, put_roff };

static bool ends_sentence(const char *word, size_t length)
{
	return length && word[length - 1] == '.';
}

/* One paragraph, filled. */
static void put_paragraph(const struct style *style, const char *text, size_t length)
{
	const char *end = text + length;
	size_t column = 0;
	bool begin_line = true;

	for (size_t n; text < end; text += n + (text + n < end)) {
		n = strcspn(text, " \n");
		if (!begin_line && column + 1 + n > style->width)
			begin_line = true;
		if (begin_line)
			printf("%s%s", column ? "\n" : "", style->indent);
		else
			putchar(' ');
		column = begin_line ? n : column + 1 + n;
		style->put(text, n);
		begin_line = style->line_per_sentence && ends_sentence(text, n);
	}
	putchar('\n');
}

/* `between` stands between the paragraphs. */
static void put_text(const struct style *style, const char *text, const char *between)
{
	for (size_t n; *text; text += n + (text[n] == '\n')) {
		n = strcspn(text, "\n");
		put_paragraph(style, text, n);
		if (text[n])
			fputs(between, stdout);
	}
}

/* ------------------------------------------------------------------------
 * Values
 */

static void write_quoted(FILE *to, const char *text, size_t length)
{
	putc('"', to);
	for (; length; text++, length--)
		fprintf(to, *text == '"' || *text == '\\' ? "\\%c" : "%c", *text);
	putc('"', to);
}

static void write_list(FILE *to, const struct setting *setting)
{
	const char *item = setting->string;
	bool is_pairs = setting->type == SETTING_PAIRS, is_number = false;

	putc('[', to);
	for (size_t n; *item; item += n + (item[n] == '\n')) {
		n = strcspn(item, "\n");
		fputs(item == setting->string ? " " : ", ", to);
		if (is_number)
			fwrite(item, 1, n, to);
		else
			write_quoted(to, item, n);
		is_number = is_pairs && !is_number;
	}
	fputs(" ]", to);
}

/* The default, as one would write it in the file. */
static void write_default(FILE *to, const struct setting *setting)
{
	if (!setting->string)
		fprintf(to, "%" PRId64, setting->number);
	else if (setting->type == SETTING_STRING)
		write_quoted(to, setting->string, strlen(setting->string));
	else
		write_list(to, setting);
}

static void write_words(FILE *to, const char *words)
{
	fputs("One of ", to);
	for (; *words; words++)
		fprintf(to, *words == '|' ? ", " : "%c", *words);
	putc('.', to);
}

/* What values it takes, for a reader. */
static void write_kind(FILE *to, const struct setting *setting)
{
	static const char *const kinds[] = {
		[SETTING_BOOL] = "0 or 1.",
		[SETTING_STRING] = "A string.",
		[SETTING_LIST] = "A list of strings.",
		[SETTING_PAIRS] = "A list of names, each followed by a number.",
	};

	if (setting->type == SETTING_NUMBER)
		fprintf(to, "A number from %" PRId64 " to %" PRId64 ".", setting->min,
			setting->max);
	else if (setting->words)
		write_words(to, setting->words);
	else
		fputs(kinds[setting->type], to);
}

/* What `write` writes, to be freed. */
static char *text_of(void (*write)(FILE *to, const struct setting *setting),
		     const struct setting *setting)
{
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	if (to) {
		write(to, setting);
		fclose(to);
	}
	if (!text)
		abort();
	return text;
}

/* ------------------------------------------------------------------------
 * Settings
 */

static void put_setting(const struct setting *setting, const char *value, const char *kind)
{
	putchar('\n');
	put_text(&comment, setting->text, "");
	put_text(&comment, kind, "");
	printf("\t# %s = %s\n", setting->name, value);
}

static void put_section_begin(const struct setting_section *section)
{
	put_text(&section_comment, section->text, "");
	printf("%s {\n", section->name);
}

static void put_section_end(void)
{
	puts("\n}\n");
}

/* "name = value" in the face of code, then the text. */
static void put_man_setting(const struct setting *setting, const char *value, const char *kind)
{
	printf(".TP\n\\fB%s = ", setting->name);
	put_roff(value, strlen(value));
	puts("\\fR");
	put_text(&roff, kind, "");
	put_text(&roff, setting->text, ".IP\n");
}

static void put_man_section_begin(const struct setting_section *section)
{
	printf(".SS %s\n", section->name);
	put_text(&roff, section->text, ".PP\n");
}

static void put_man_section_end(void)
{
}

struct form {
	const char *name;
	void (*section_begin)(const struct setting_section *section);
	void (*setting)(const struct setting *setting, const char *value, const char *kind);
	void (*section_end)(void);
};

static const struct form forms[] = {
	{ "conf", put_section_begin, put_setting, put_section_end },
	{ "man", put_man_section_begin, put_man_setting, put_man_section_end },
};

static void put_one(const struct form *form, const struct setting *setting)
{
	char *value = text_of(write_default, setting);
	char *kind = text_of(write_kind, setting);

	form->setting(setting, value, kind);
	free(value);
	free(kind);
}

static void put_all(const struct form *form)
{
	const struct setting_section *section;

	for (section = config_sections; section->name; section++) {
		form->section_begin(section);
		for (int id = 0; id < SETTING_COUNT; id++)
			if (!strcmp(config_settings[id].section, section->name))
				put_one(form, &config_settings[id]);
		form->section_end();
	}
}

static int copy_frame(const struct form *form, FILE *frame)
{
	char line[256];

	while (fgets(line, sizeof(line), frame))
		if (strcmp(line, "@SETTINGS@\n"))
			fputs(line, stdout);
		else
			put_all(form);
	return ferror(frame) || fflush(stdout) || ferror(stdout);
}

int main(int argc, char **argv)
{
	const struct form *form = argc == 3 && !strcmp(argv[1], "man") ? &forms[1] : &forms[0];
	FILE *frame;
	int r;

	if (argc != 3 || strcmp(argv[1], form->name)) {
		fputs("usage: gen-conf conf|man FRAME\n", stderr);
		return 2;
	}
	frame = fopen(argv[2], "r");
	if (!frame) {
		perror(argv[2]);
		return 1;
	}
	r = copy_frame(form, frame);
	if (r)
		perror("gen-conf");
	fclose(frame);
	return r;
}
