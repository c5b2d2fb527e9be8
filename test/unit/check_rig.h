/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Texts, and what vg_check() finds wrong with them. */
#ifndef CHECK_RIG_H
#define CHECK_RIG_H

#include "base/finding.h"
#include "text_rig.h"

#define CHECK_RIG_ROOM 256

struct check_rig {
	struct text_rig text;
	unsigned count;
	struct volscan_finding last;	/* its strings are in `words` */
	enum finding_id id;		/* of the last */
	char words[6][CHECK_RIG_ROOM];
	char all[1024];			/* the codes and fields of all, for messages */
};

/* One change to a text, and the one finding that comes of it. */
struct broken {
	const char *from, *to;
	enum finding_id id;
	const char *lv;		/* "" if it is not about one */
	const char *field;
	const char *found;
	const char *message;	/* in the sentence */
};

/* Two devices, as large as the PVs of the text say; NULL takes one away. */
extern struct volscan_device check_rig_devices[2];

/* Read, give each LV a UUID of its own, tie to both devices. */
void check_rig_read(struct check_rig *rig, const char *text);
void check_rig_tie(struct check_rig *rig, bool pv0, bool pv1);

/* All findings, anew. */
void check_rig_check(struct check_rig *rig);

/* `text` with the change gives that finding and no other. */
void check_rig_broken(const char *text, const struct broken *broken);

/* The last finding. */
void check_rig_is_one(const struct check_rig *rig, const struct broken *broken);

void check_rig_end(struct check_rig *rig);

#endif
