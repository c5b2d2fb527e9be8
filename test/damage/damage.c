/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Give volscan the damaged disks of a table, and compare what it finds.
 *
 *	damage [--write] VOLSCAN TABLE GOLDEN [NAME...]
 *
 * For each row `volscan check' runs in several modes, which must not differ in a byte;
 * then the reports run once, to see what is left. --write prints the rows as they would
 * be right, for the table: to be read before they are believed.
 *
 * ENGINES	engines built in, default those that every build has
 * FULL		if set, each row runs in all modes instead of two, which take turns
 * SANITIZED	if set, memory is not measured
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "damage.h"

#define MEMORY_MAX (64l << 10)	/* KiB */
#define CPU_MAX 1.0		/* seconds */
#define RESULT_MAX (1u << 20)
#define LEFT_MAX 400	/* longer lists are counted */
#define MODES_MAX 32

struct row {
	char *name, *base, *recipe, *findings, *status, *left;
};

struct results {
	char findings[RESULT_MAX];
	char left[RESULT_MAX];
	int status;
};

struct run {
	const char *program, *golden;
	bool write;
	char modes[MODES_MAX][96];	/* settings */
	unsigned mode_count, first_mode;
	char base[64];			/* of `sound` */
	char sound[RESULT_MAX];		/* what is left of the base undamaged: all */
	const char *row;		/* its name */
	bool row_failed;
	unsigned passed, failed;
};

void die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("damage: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(3);
}

/* ------------------------------------------------------------------------
 * Modes
 */

static void add_mode(struct run *run, const char *format, const char *engine)
{
	char setting[64];
	int isolation;

	snprintf(setting, sizeof(setting), format, engine);
	for (isolation = 0; isolation < 2; isolation++) {
		if (run->mode_count == MODES_MAX)
			die("too many engines");
		snprintf(run->modes[run->mode_count++], sizeof(run->modes[0]),
			 "%s devices/io_isolation=%d", setting, isolation);
	}
}

static void add_modes(struct run *run)
{
	const char *engines = getenv("ENGINES");
	char *copy = strdup(engines ? engines : "threads readahead sync"), *rest = copy, *engine;

	add_mode(run, "devices/use_aio=%s", "0");
	add_mode(run, "devices/aio_max=%s", "1");
	add_mode(run, "devices/aio_memory=%s", "8");
	while ((engine = strsep(&rest, " ")))
		if (*engine)
			add_mode(run, "devices/io_engine=\"%s\"", engine);
	free(copy);
}

/* ------------------------------------------------------------------------
 * One process
 */

static void fail(struct run *run, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void fail(struct run *run, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	printf("FAILED: %s: ", run->row);
	vprintf(format, args);
	putchar('\n');
	va_end(args);
	run->row_failed = true;
}

static bool is_printable(const struct bytes *text)
{
	size_t i;

	for (i = 0; i < text->length; i++)
		if (iscntrl((unsigned char)text->data[i]) && text->data[i] != '\n')
			return false;
	return true;
}

/* What is never allowed. */
static void check_limits(struct run *run, const char *command, const struct ran *ran)
{
	if (ran->signal)
		fail(run, "%s ended by signal %d", command, ran->signal);
	if (ran->cpu > CPU_MAX && !getenv("SANITIZED"))
		fail(run, "%s took %.2f seconds", command, ran->cpu);
	if (ran->memory > MEMORY_MAX && !getenv("SANITIZED"))
		fail(run, "%s took %ld KiB of memory", command, ran->memory);
	if (!is_printable(&ran->out) || !is_printable(&ran->err))
		fail(run, "%s printed control characters", command);
}

static void run_command(struct run *run, const char *command, const char *columns,
			const char *names, unsigned mode, struct ran *ran)
{
	const char *arguments[] = { run->program, command, "--devices", names, "--config",
				    run->modes[mode], columns ? "-o" : NULL, columns,
				    "--reportformat", "json", NULL };

	process_run(arguments, ran);
	check_limits(run, command, ran);
}

/* ------------------------------------------------------------------------
 * What it printed, in the words of the table
 */

static void add(char result[RESULT_MAX], const char *text, size_t length)
{
	size_t at = strlen(result);

	if (at + length >= RESULT_MAX)
		die("a result is too long");
	memcpy(result + at, text, length);
	result[at + length] = '\0';
}

static bool is_key(const char *key, const char *text, size_t length)
{
	return strlen(key) == length && !memcmp(key, text, length);
}

/* "a:LABEL-CRC"; `device` comes before `code`. */
static void add_finding(void *context, const char *key, size_t key_length, const char *value,
			size_t length)
{
	char *result = context;

	if (is_key("device", key, key_length)) {
		if (*result)
			add(result, " ", 1);
		add(result, value, length);
		if (length)
			add(result, ":", 1);
	} else if (is_key("code", key, key_length)) {
		add(result, value + 3, length - 3);
	}
}

/* "vg/lv0" */
static void add_lv(void *context, const char *key, size_t key_length, const char *value,
		   size_t length)
{
	char *result = context;

	add(result, is_key("vg_name", key, key_length) ? " " : "/", 1);
	add(result, value, length);
}

/* "a", or "?" for one that is missing. */
static void add_pv(void *context, const char *key, size_t key_length, const char *value,
		   size_t length)
{
	if (is_key("pv_name", key, key_length))
		add(context, length == 1 ? value : "?", 1);
}

static void read_json(struct run *run, const char *command, const struct ran *ran, json_fn each,
		      char result[RESULT_MAX])
{
	if (!json_read(ran->out.data, ran->out.length, each, result))
		fail(run, "%s printed no JSON", command);
}

/* ------------------------------------------------------------------------
 * A row
 */

static bool is_equal(const struct bytes *a, const struct bytes *b)
{
	return a->length == b->length && !memcmp(a->data, b->data, a->length);
}

static void check_again(struct run *run, const char *names, unsigned mode,
			const struct ran *first)
{
	struct ran ran;

	run_command(run, "check", "device,code,message,expected,found,field", names, mode, &ran);
	if (ran.status != first->status || !is_equal(&ran.out, &first->out) ||
	    !is_equal(&ran.err, &first->err))
		fail(run, "check with %s differs from that with %s", run->modes[mode],
		     run->modes[run->first_mode]);
	process_free(&ran);
}

static void check_disks(struct run *run, const char *names, struct results *results)
{
	unsigned i, others = run->mode_count - 1;
	struct ran first;

	run_command(run, "check", "device,code,message,expected,found,field", names,
		    run->first_mode, &first);
	read_json(run, "check", &first, add_finding, results->findings);
	results->status = first.status;
	if (!getenv("FULL"))
		others = 1;
	for (i = 1; i <= others; i++)
		check_again(run, names, (run->first_mode + i) % run->mode_count, &first);
	process_free(&first);
}

static void report(struct run *run, const char *command, const char *columns, const char *names,
		   json_fn each, char result[RESULT_MAX])
{
	struct ran ran;

	run_command(run, command, columns, names, run->first_mode, &ran);
	read_json(run, command, &ran, each, result);
	process_free(&ran);
}

static void see_what_is_left(struct run *run, const char *names, char left[RESULT_MAX])
{
	report(run, "pvs", "pv_name,vg_name", names, add_pv, left);
	report(run, "lvs", "vg_name,lv_name", names, add_lv, left);
}

/* The disks are given back first: what a process takes is counted from its fork on, when
 * it has all that this one has. */
static void make_disks(struct run *run, const char *base, const char *recipe,
		       char names[2 * DISKS_MAX])
{
	struct disks disks;

	disks_make(&disks, base, run->golden);
	recipe_apply(&disks, recipe);
	disks_save(&disks);
	disks_names(&disks, names);
	disks_free(&disks);
}

static void do_row(struct run *run, const struct row *row, struct results *results)
{
	char names[2 * DISKS_MAX];

	memset(results, 0, sizeof(*results));
	make_disks(run, row->base, row->recipe, names);
	check_disks(run, names, results);
	see_what_is_left(run, names, results->left);
	disks_remove(names);
}

static void learn_base(struct run *run, const struct row *row)
{
	char names[2 * DISKS_MAX];

	if (!strcmp(run->base, row->base))
		return;
	snprintf(run->base, sizeof(run->base), "%s", row->base);
	*run->sound = '\0';
	make_disks(run, row->base, "", names);
	see_what_is_left(run, names, run->sound);
	disks_remove(names);
}

static void compare(struct run *run, const char *what, const char *actual, const char *expected)
{
	if (strcmp(actual, expected))
		fail(run, "%s\n  got:      %s\n  expected: %s", what, actual, expected);
}

/* The PVs, and how many LVs, where there are too many to write them down. */
static void shorten(char left[RESULT_MAX])
{
	size_t pvs = strcspn(left, " "), count = 0;
	const char *at;

	if (strlen(left) < LEFT_MAX)
		return;
	for (at = left; (at = strchr(at, ' ')); at++)
		count++;
	snprintf(left + pvs, LEFT_MAX, " %zu LVs", count);
}

static void one_row(struct run *run, const struct row *row)
{
	static struct results results;
	const char *left;
	char status[16];

	run->row = row->name;
	run->row_failed = false;
	learn_base(run, row);
	do_row(run, row, &results);
	shorten(results.left);
	left = strcmp(results.left, run->sound) ? results.left : "all";
	snprintf(status, sizeof(status), "%d", results.status);
	if (run->write) {
		printf("%s | %s | %s | %s | %s | %s\n", row->name, row->base, row->recipe,
		       results.findings, status, left);
	} else {
		compare(run, "findings", results.findings, row->findings);
		compare(run, "exit status", status, row->status);
		compare(run, "what is left", left, row->left);
	}
	run->passed += !run->row_failed;
	run->failed += run->row_failed;
	run->first_mode = (run->first_mode + 1) % run->mode_count;
}

/* ------------------------------------------------------------------------
 * The table
 */

static char *trim(char *text)
{
	size_t length;

	text += strspn(text, " \t");
	length = strlen(text);
	while (length && isspace((unsigned char)text[length - 1]))
		text[--length] = '\0';
	return text;
}

static void take_column(char **rest, char **column)
{
	char *text = strsep(rest, "|");

	*column = text ? trim(text) : NULL;
}

/* False for a comment, and an empty line. */
static bool take_row(const struct run *run, char *line, struct row *row)
{
	if (*line == '#' || !*trim(line)) {
		if (run->write)
			printf("%s", line);
		return false;
	}
	take_column(&line, &row->name);
	take_column(&line, &row->base);
	take_column(&line, &row->recipe);
	take_column(&line, &row->findings);
	take_column(&line, &row->status);
	take_column(&line, &row->left);
	if (!row->recipe || (!row->left && !run->write))
		die("row %s has too few columns", row->name);
	return true;
}

static bool is_wanted(const char *name, char **names)
{
	size_t i;

	for (i = 0; names[i]; i++)
		if (!strcmp(names[i], name))
			return true;
	return !names[0];
}

static void do_table(struct run *run, FILE *table, char **names)
{
	struct row row;
	char *line = NULL;
	size_t room = 0;

	while (getline(&line, &room, table) >= 0)
		if (take_row(run, line, &row) && is_wanted(row.name, names))
			one_row(run, &row);
	free(line);
}

static void enter_directory(char path[])
{
	if (!mkdtemp(path) || chdir(path))
		die("cannot make a directory in /tmp");
}

static void leave_directory(const char *path)
{
	unlink("out");
	unlink("err");
	if (chdir("/") || rmdir(path))
		die("%s is not empty", path);
}

int main(int argc, char **argv)
{
	char path[] = "/tmp/volscan-damage-XXXXXX";
	static struct run run;
	FILE *table;

	if (argc > 1 && !strcmp(argv[1], "--write")) {
		run.write = true;
		argc--;
		argv++;
	}
	if (argc < 4)
		die("usage: damage [--write] VOLSCAN TABLE GOLDEN [NAME...]");
	table = fopen(argv[2], "r");
	if (!table)
		die("cannot read %s", argv[2]);
	run.program = realpath(argv[1], NULL);
	run.golden = realpath(argv[3], NULL);
	add_modes(&run);
	enter_directory(path);
	do_table(&run, table, argv + 4);
	leave_directory(path);
	fclose(table);
	if (!run.write)
		printf("%u passed, %u failed\n", run.passed, run.failed);
	return run.failed || !run.passed;
}
