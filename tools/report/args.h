/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The names after a command's options: PVs of pvs, VGs of vgs, VGs and VG/LV of
 * lvs, and @tags of each. Without any, everything is meant. Each that is
 * asked about marks what it meets; those that meet nothing are told, once.
 */
#ifndef REPORT_ARGS_H
#define REPORT_ARGS_H

#include "tool.h"

/* Of what, in a command about REPORT_VG, REPORT_LV, ...: */
enum args_kind { ARGS_PV, ARGS_VG, ARGS_LV };
enum args_kind args_kind_of(unsigned base);

struct args;
struct log_report;

/* Before the scan, after which no name of a file can be looked up. STATUS_OK, or another
 * exit status after a message. */
int args_new(const struct tool *tool, enum args_kind kind, struct args **args);
void args_free(struct args *args);

/* After the scan: tell of the first that cannot be a name. STATUS_OK, or the exit status of
 * the command, which is not to go on. */
int args_check(struct args *args);

/* None was given. */
bool args_want_all(const struct args *args);

bool args_name_pvs(const struct args *args);
bool args_have_tags(const struct args *args);

/* There are names, all that they name has been met, and there are no tags. */
bool args_are_met(const struct args *args);

/* The VG, or something in it, is asked for by name. */
bool args_name_vg(struct args *args, const struct volscan_vg *vg);

/* All of the VG is wanted: no names, its name, one of its tags. */
bool args_want_vg(struct args *args, const struct volscan_vg *vg);

/* This LV is asked for by its name or a tag. */
bool args_name_lv(struct args *args, const struct volscan_lv *lv);

/* This PV is asked for by its device or a tag. `pv` may be NULL. */
bool args_name_pv(struct args *args, const struct volscan_device *device,
		  const struct volscan_pv *pv);

/* Where names of VGs and LVs lead, step by step. */
struct args_step {
	const struct volscan_vg *vg;
	const char *missing;	/* instead: the name of a VG that is not there */
};

/* The VGs as LVM2 goes through them: in the order of the names; with tags, or names of
 * PVs, or none, all of them, last found first. To be freed; NULL when there is no memory. */
struct args_step *args_steps(const struct args *args, const struct volscan *vs, size_t *count);

/* Tell that this VG is not there, or one or more of the LVs that are named in one that is; and
 * be silent of LVs named in a VG that is refused. The log gets entries for them. */
void args_tell_vg(struct args *args, struct log_report *log, const char *name);
bool args_tell_lvs(struct args *args, struct log_report *log, const struct volscan_vg *vg);
void args_drop_lvs(struct args *args, const struct volscan_vg *vg);

/* Find the devices that are named. Before the next three, where names are those of PVs. */
void args_find_devices(struct args *args, const struct volscan *vs);

/* Tell which names are no device, or one that cannot be used. */
void args_tell_devices(struct args *args);

/* Each that is named, once, in the order of the names; a name that is no device comes with
 * NULL. All have been met then. */
typedef void args_device_fn(void *context, const char *name,
			    const struct volscan_device *device);
void args_each_device(struct args *args, args_device_fn *each, void *context);

/* Tell which names met nothing, if that has not been told; true if there are any. */
bool args_missing(struct args *args);

#endif
