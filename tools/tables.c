/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * `volscan help --tables': commands, options and fields for programs, from which manual
 * pages and shell completions are made. A row is a line, what is in it is between tabs:
 *
 *	command	NAME ARGUMENTS SUMMARY
 *	option	COMMAND NAME LETTER ARGUMENT KIND TEXT	letter and argument may be empty;
 *							kind: common, own or ignored
 *	fields	COMMAND SUBJECT				the columns that it can have
 *	field	SUBJECT OF NAME HEADING TEXT		of: "pv", "lv", ...
 */
#include <stdio.h>

#include "report/fields.h"
#include "report/table.h"
#include "tool.h"

struct subject {
	const char *name;
	const struct report_table *table;
};

static const struct subject subjects[] = {
	{ "lvm", &report_lvm_table },
	{ "device", &report_device_table },
	{ "finding", &report_finding_table },
	{ "generation", &report_history_table },
	{ "change", &report_changes_table },
};

#define SUBJECTS (sizeof(subjects) / sizeof(subjects[0]))

static bool has_subject(const struct command *command, const struct subject *subject)
{
	if (subject->table == &report_device_table)
		return command->run == devices_command;
	if (subject->table == &report_finding_table)
		return command->run == check_command;
	if (subject->table == &report_history_table || subject->table == &report_changes_table)
		return command->run == history_command;
	return command->options & OPTIONS_LVM;
}

static const char *kind_of(const struct option_row *row)
{
	if (row->offset == offsetof(struct options, ignored) ||
	    row->offset == offsetof(struct options, ignored_count) ||
	    row->offset == offsetof(struct options, ignored_argument))
		return "ignored";
	return row->group & OPTIONS_COMMON ? "common" : "own";
}

static void print_option(const struct command *command, const struct option_row *row)
{
	const char letter[2] = { row->letter, '\0' };

	printf("option\t%s\t%s\t%s\t%s\t%s\t%s\n", command->name, row->name, letter,
	       row->argument ? row->argument : "", kind_of(row), row->text);
}

static void print_command(const struct command *command)
{
	const struct option_row *row;
	size_t i;

	printf("command\t%s\t%s\t%s\n", command->name, command->arguments, command->summary);
	for (row = option_rows; row->name; row++)
		if (row->group & command->options)
			print_option(command, row);
	for (i = 0; i < SUBJECTS && (command->options & OPTIONS_REPORT); i++)
		if (has_subject(command, &subjects[i]))
			printf("fields\t%s\t%s\n", command->name, subjects[i].name);
}

/* Only LVM2's are of several kinds. */
static const char *kind_of_field(const struct subject *subject,
				 const struct report_field *field)
{
	return subject->table == &report_lvm_table ? report_prefix(field->type) : subject->name;
}

static void print_fields(const struct subject *subject)
{
	const struct report_field *field;

	for (field = subject->table->fields; field->value; field++)
		printf("field\t%s\t%s\t%s\t%s\t%s\n", subject->name,
		       kind_of_field(subject, field), field->id, field->heading, field->help);
}

void help_tables(const struct command *commands)
{
	size_t i;

	for (; commands->name; commands++)
		print_command(commands);
	for (i = 0; i < SUBJECTS; i++)
		print_fields(&subjects[i]);
}
