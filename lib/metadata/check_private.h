/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The parts of vg_check(), and what they share.
 *
 *	check.c		in which order
 *	check_vg.c	the VG and its PVs
 */
#ifndef METADATA_CHECK_PRIVATE_H
#define METADATA_CHECK_PRIVATE_H

#include "metadata/check.h"

struct check {
	const struct volscan_vg *vg;
	const struct finding_sink *sink;
};

void check_vg(const struct check *check);
void check_pvs(const struct check *check);

/* A finding about a VG; the rest are members of struct finding. */
#define VG_FINDING(id, vg_, ...) FINDING_OF(id, .vg = (vg_)->name, ##__VA_ARGS__)

/* For `expected` and `found`. */
#define NUMBER(number) finding_number(FINDING_ROOM, number)

static inline bool is_power_of_2(uint64_t number)
{
	return number && !(number & (number - 1));
}

#endif
