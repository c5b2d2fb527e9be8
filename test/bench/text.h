/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Metadata texts of VGs of any size, as LVM2 writes them. */
#ifndef BENCH_TEXT_H
#define BENCH_TEXT_H

#include <stddef.h>
#include <stdint.h>

#define EXTENT_SECTORS 128u	/* 64 KiB */
#define PE_ALIGN (UINT64_C(1) << 20)

struct vg_plan {
	unsigned number;	/* of the VG: its name and UUID */
	unsigned first_pv, pvs;	/* PVs are numbered through all VGs */
	unsigned lvs;		/* linear, an extent each, in turn on each of the PVs */
	uint64_t pe_start;	/* bytes */
	uint64_t pv_size;	/* bytes */
};

/* The UUID of number `number` of the things that `kind` stands for, as on the disk. */
void make_uuid(char kind, unsigned number, char raw[33]);

/* Extents that a PV needs for its LVs; at least one. */
unsigned pv_extents(const struct vg_plan *vg);

/* The text, to be freed; its mdas end at vg->pe_start. */
char *make_text(const struct vg_plan *vg);

#endif
