/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The names after a command's options: PVs of pvs, VGs of vgs, VGs and VG/LV of
 * lvs, and @tags of each. Without any, everything is meant. Each that is
 * asked about marks what it meets; in the end the others are told.
 */
#ifndef REPORT_ARGS_H
#define REPORT_ARGS_H

#include "tool.h"

enum args_kind { ARGS_PV, ARGS_VG, ARGS_LV };

struct args;

/* STATUS_OK, or another exit status after a message. A name that cannot be one
 * is told now, and counted by args_missing(). */
int args_new(const struct tool *tool, enum args_kind kind, struct args **args);
void args_free(struct args *args);

/* None was given. */
bool args_want_all(const struct args *args);

/* The VG, or something in it, is asked for by name. */
bool args_name_vg(struct args *args, const struct volscan_vg *vg);

/* All of the VG is wanted: no names, its name, one of its tags. */
bool args_want_vg(struct args *args, const struct volscan_vg *vg);

/* This LV is asked for by its name or a tag. */
bool args_name_lv(struct args *args, const struct volscan_lv *lv);

/* This PV is asked for by its device or a tag. `pv` may be NULL. */
bool args_name_pv(struct args *args, const struct volscan_device *device,
		  const struct volscan_pv *pv);

/* The device is there, but is not shown: what to say if it was asked for. */
void args_explain_device(struct args *args, const struct volscan_device *device);

/* Tell which names met nothing; true if there are any. */
bool args_missing(struct args *args);

#endif
