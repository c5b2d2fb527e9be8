/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rig.h"

#include <stdio.h>
#include <string.h>

/* In the order in which a test needs them. */
static const struct {
	const char *name;
	int least;		/* arguments */
	const char *arguments;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "pvs", 2, "DIR COUNT", rig_pvs },
	{ "start", 2, "DIR PID", rig_start },
	{ "attach", 1, "FILE...", rig_attach },
	{ "knob", 3, "DIR NAME KNOB [VALUE...]", rig_knob },
	{ "holdopen", 1, "DEVICE", rig_holdopen },
	{ "holdclose", 3, "DIR NAME DEVICE", rig_holdclose },
	{ "run", 3, "LIMIT_MS REPORT COMMAND...", rig_run },
	{ "detach", 1, "DEVICE...", rig_detach },
	{ "stop", 1, "DIR", rig_stop },
};

int main(int argc, char **argv)
{
	const size_t count = sizeof(commands) / sizeof(*commands);
	size_t i;

	for (i = 0; argc > 1 && i < count; i++)
		if (!strcmp(argv[1], commands[i].name) && argc - 2 >= commands[i].least)
			return commands[i].run(argc - 1, argv + 1);
	for (i = 0; i < count; i++)
		fprintf(stderr, "usage: rig %s %s\n", commands[i].name, commands[i].arguments);
	return 2;
}
