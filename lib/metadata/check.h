/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a text can say and LVM2 would never write: rules over the model. A VG that
 * breaks one has been read all the same, and is shown like any other.
 */
#ifndef METADATA_CHECK_H
#define METADATA_CHECK_H

#include "base/finding.h"
#include "metadata/vg.h"

#define CHECK_FINDINGS_MAX 1000

/*
 * Tell `sink` of each rule that the VG breaks, and where, always in the same order:
 * the VG, its PVs, LVs that a missing PV hurts, its LVs, their segments. Needs
 * vg_resolve() and vg_tie(); changes nothing. Findings have the names of VG and LV;
 * `field` is the one of that section of the text, "extent_size", and of a segment
 * has its number, "segment1/stripe_size". A PV is named in the sentence only.
 *
 * `sink` may be NULL. After CHECK_FINDINGS_MAX findings, the rest are counted, and
 * told as one: a disk can name a million segments.
 *
 * 0, or -ENOMEM: then some rules were not tried.
 */
int vg_check(const struct volscan_vg *vg, const struct finding_sink *sink);

#endif
