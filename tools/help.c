/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The texts of --help, made from the tables. */
#include <stdio.h>
#include <string.h>

#include "tool.h"

#define TEXT_COLUMN 28
#define LINE_WIDTH 78

/* The words of `text` in lines that begin in TEXT_COLUMN; the first line has
 * been begun already, and ends in column `column`. */
static void print_text(const char *text, int column)
{
	if (*text && column >= TEXT_COLUMN) {
		putchar('\n');
		column = 0;
	}
	while (*text) {
		int length = (int)strcspn(text, " ");

		if (column > TEXT_COLUMN && column + 1 + length > LINE_WIDTH) {
			putchar('\n');
			column = 0;
		}
		if (column < TEXT_COLUMN)
			column += printf("%*s%.*s", TEXT_COLUMN - column, "", length, text);
		else
			column += printf(" %.*s", length, text);
		text += length;
		text += strspn(text, " ");
	}
	putchar('\n');
}

static void print_option(const struct option_row *row)
{
	int column = row->letter ? printf("  -%c, ", row->letter) : printf("      ");

	column += printf("--%s", row->name);
	if (row->argument)
		column += printf(" %s", row->argument);
	print_text(row->text, column);
}

void help_command(const struct command *command)
{
	const struct option_row *row;

	printf("volscan %s [OPTION...]%s%s\n%s\n\n", command->name,
	       *command->arguments ? " " : "", command->arguments, command->summary);
	for (row = option_rows; row->name; row++)
		if (row->group & command->options)
			print_option(row);
	if (command->options & OPTIONS_REPORT)
		printf("\nThe fields: volscan %s -o help\n", command->name);
	if (command->run == check_command)
		puts("\nExit status: 0 nothing wrong, 1 warnings, 2 errors; notes do not count.");
	puts("\nExit status: 0, or 3 for a wrong command line, or 5 when something failed; with\n"
	     "--strict that includes a device that could not be read.");
}

void help_program(const struct command *commands)
{
	const struct command *command;

	puts("volscan COMMAND [OPTION...] [NAME...]\n"
	     "Read the LVM2 metadata of all disks, or of disk images, and show it.\n");
	for (command = commands; command->name; command++)
		print_text(command->summary, printf("  volscan %s", command->name));
	print_text("these commands, or the options of one", printf("  volscan help [COMMAND]"));
	puts("\nEach command has --help and a manual page, as volscan-pvs(8).\n"
	     "volscan writes to no device.");
}
