/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Runs the unit tests, one process per test, and ends with "N passed, N
 * failed". `unit SUITE...` runs those suites only, `unit -x SUITE...` all others;
 * CK_RUN_CASE and the other variables of Check work as always.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "unit.h"

struct unit {
	const char *name;
	Suite *(*suite)(void);
};

#define UNIT(thing) { #thing, thing##_suite }

static const struct unit units[] = {
	UNIT(api),
	UNIT(callbacks),
	UNIT(buffer),
	UNIT(check_lv),
	UNIT(check_missing),
	UNIT(check_numbers),
	UNIT(check_pools),
	UNIT(check_segments),
	UNIT(config),
	UNIT(config_file),
	UNIT(config_lvm),
	UNIT(crc),
	UNIT(dev_broken),
	UNIT(dev_busy),
	UNIT(dev_deadline),
	UNIT(dev_defects),
	UNIT(dev_direct),
	UNIT(dev_errors),
	UNIT(dev_fork),
	UNIT(dev_free),
	UNIT(dev_io),
	UNIT(dev_kept),
	UNIT(dev_last),
	UNIT(dev_limits),
	UNIT(dev_list),
	UNIT(dev_machine),
	UNIT(dev_open),
	UNIT(dev_parts),
	UNIT(dev_probe),
	UNIT(dev_range),
	UNIT(device_id),
	UNIT(devices_file),
	UNIT(engine),
	UNIT(engine_chain),
	UNIT(engine_choose),
	UNIT(engine_hang),
	UNIT(engine_dm),
	UNIT(engine_probe),
#ifdef HAVE_LIBAIO
	UNIT(engine_libaio),
	UNIT(engine_libaio_wait),
#endif
	UNIT(engine_readahead),
	UNIT(engine_recall),
	UNIT(engine_threads),
#ifdef HAVE_LIBURING
	UNIT(engine_uring),
#endif
	UNIT(fields),
	UNIT(escape),
	UNIT(fault),
	UNIT(fault_misuse),
	UNIT(fault_time),
	UNIT(filter),
	UNIT(generations),
	UNIT(history),
	UNIT(helper),
	UNIT(hung),
	UNIT(hung_file),
	UNIT(filter_sysfs),
	UNIT(finding),
	UNIT(keep),
	UNIT(kernel),
	UNIT(kernel_answer),
	UNIT(kernel_status),
	UNIT(label),
	UNIT(layout),
	UNIT(log),
	UNIT(mda),
	UNIT(nodes),
	UNIT(partitions),
	UNIT(partitions_gpt),
	UNIT(probe),
	UNIT(process),
	UNIT(progress),
	UNIT(read),
	UNIT(ring),
	UNIT(runs),
	UNIT(rows),
	UNIT(scan),
	UNIT(scan_check),
	UNIT(scan_copies),
	UNIT(scan_damage),
	UNIT(scan_lost),
	UNIT(scan_faults),
	UNIT(scan_partitions),
	UNIT(scan_text),
	UNIT(scan_vgs),
	UNIT(segment_lists),
	UNIT(segments),
	UNIT(signature),
	UNIT(slot),
	UNIT(text),
	UNIT(text_lv),
	UNIT(text_refused),
	UNIT(slot_model),
	UNIT(table),
	UNIT(units),
	UNIT(uuid),
	UNIT(vg),
	UNIT(vg_check),
	UNIT(vg_tie),
	UNIT(when),
	UNIT(worker_home),
	UNIT(worker_place),
	UNIT(worker_recall),
	UNIT(worker_window),
	{ NULL, NULL }
};

static bool wanted(const char *name, int argc, char **argv)
{
	bool others = argc > 1 && !strcmp(argv[1], "-x");

	for (int i = 1; i < argc; i++)
		if (!strcmp(name, argv[i]))
			return !others;
	return argc == 1 || others;
}

int main(int argc, char **argv)
{
	SRunner *runner = srunner_create(NULL);
	int run, failed;

	for (const struct unit *unit = units; unit->name; unit++)
		if (wanted(unit->name, argc, argv))
			srunner_add_suite(runner, unit->suite());

	srunner_run_all(runner, CK_ENV);
	run = srunner_ntests_run(runner);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);

	printf("%d passed, %d failed\n", run - failed, failed);
	return failed || !run;
}
