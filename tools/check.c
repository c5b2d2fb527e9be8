/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Everything is read and checked whatever was named: a VG is as sound as all that may
 * have something to do with it. What is told is then only what is about the VGs named,
 * and what could not be read, which may be theirs.
 */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "report/report.h"
#include "tool.h"

/* Exit statuses of the one command that has more of them. */
enum { STATUS_WARNINGS = 1, STATUS_ERRORS = 2 };

/* ------------------------------------------------------------------------
 * What is asked for
 */

static bool is_named(const struct check *check, const char *vg)
{
	size_t i;

	for (i = 0; i < check->options->name_count; i++)
		if (!strcmp(check->options->names[i], vg))
			return true;
	return false;
}

static const char *vg_of(const struct volscan_finding *finding)
{
	const struct volscan_pv *pv = finding->device ? finding->device->pv : NULL;

	return pv && pv->vg ? pv->vg->name : NULL;
}

static bool is_wanted(const struct check *check, const struct volscan_finding *finding)
{
	const char *vg = vg_of(finding);

	if (!check->options->name_count || is_named(check, finding->vg) || (vg && is_named(check, vg)))
		return true;
	return finding->device && finding->device->error;
}

static bool make_room(struct check *check)
{
	size_t room = check->room ? 2 * check->room : 64;
	const struct volscan_finding **findings;

	if (check->count < check->room)
		return true;
	findings = realloc(check->findings, room * sizeof(*findings));
	if (!findings)
		return false;
	check->findings = findings;
	check->room = room;
	return true;
}

static int on_finding(void *context, const struct volscan_finding *finding)
{
	struct check *check = ((struct tool *)context)->check;

	if (!is_wanted(check, finding))
		return 0;
	check->severities[finding->severity]++;
	if (make_room(check))
		check->findings[check->count++] = finding;
	else
		check->no_memory = true;
	return 0;
}

/* ------------------------------------------------------------------------
 * Names
 */

static bool has_vg(const struct volscan *vs, const char *name)
{
	size_t i, count;
	const struct volscan_vg *const *vgs = volscan_vgs(vs, &count);

	for (i = 0; i < count; i++)
		if (!strcmp(vgs[i]->name, name))
			return true;
	return false;
}

/* One whose text is lost may still have findings. */
static bool all_vgs_found(const struct tool *tool)
{
	const struct check *check = tool->check;
	bool found = true;
	size_t i, n;

	for (i = 0; i < check->options->name_count; i++) {
		bool has = has_vg(tool->vs, check->options->names[i]);

		for (n = 0; !has && n < check->count; n++)
			has = !strcmp(check->findings[n]->vg, check->options->names[i]);
		if (!has)
			log_error("Volume group \"%s\" not found", check->options->names[i]);
		found = found && has;
	}
	return found;
}

/* ------------------------------------------------------------------------
 * The command
 */

static int print(struct tool *tool, struct report *report)
{
	const struct check *check = tool->check;
	int status = STATUS_OK;

	if (report)
		status = report_print_alone(report, STATUS_OK);
	else
		check_print(tool);
	if (status || check->no_memory || !all_vgs_found(tool))
		return STATUS_FAILED;
	if (check->severities[VOLSCAN_ERROR])
		return STATUS_ERRORS;
	return check->severities[VOLSCAN_WARNING] ? STATUS_WARNINGS : STATUS_OK;
}

static int scan_and_print(struct tool *tool, struct report *report)
{
	struct check check = { .options = &tool->options };
	int status = STATUS_FAILED;

	tool->check = &check;
	tool->callbacks.on_finding = on_finding;
	if (!volscan_config_string(tool->vs, "metadata { check_all=1 search_lost=1 }") &&
	    tool_scan_paths(tool, is_path))
		status = print(tool, report);
	tool->callbacks.on_finding = NULL;
	tool->check = NULL;
	free(check.findings);
	return status;
}

int check_command(struct tool *tool)
{
	struct report report;
	bool done;
	int status;

	if (!report_is_asked_for(tool))
		return scan_and_print(tool, NULL);
	status = report_open(&report, tool, REPORT_FINDING, &done);
	if (!status && !done)
		status = scan_and_print(tool, &report);
	report_close(&report);
	return status;
}
