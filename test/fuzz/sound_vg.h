/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What holds of every VG that a text gives, however odd it is. */
#ifndef SOUND_VG_H
#define SOUND_VG_H

#include "volscan.h"

/*
 * Segments are complete and in order, references lead to things of the same VG,
 * counts and sizes agree, strings are there. Returns a number that is made of all
 * that the VG says: two VGs of one text have the same.
 */
uint64_t sound_vg(const struct volscan_vg *vg);

#endif
