/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Texts, and what vg_check() finds wrong with them. */
#ifndef CHECK_RIG_H
#define CHECK_RIG_H

#include "base/finding.h"
#include "text_rig.h"

#define CHECK_RIG_ROOM 512

/* A change that adds LVs to a text. */
#define ADD(lvs) "logical_volumes {\n", "logical_volumes {\n" lvs

/* The first lines of an LV, for a change of its status. */
#define HEAD(name, status) name " {\nid = " TEXT_UUID("lv") "\nstatus = [" status "]"

struct check_rig {
	struct text_rig text;
	unsigned count;
	struct volscan_finding last;	/* its strings are in `words` */
	enum finding_id id;		/* of the last */
	char words[6][CHECK_RIG_ROOM];
	char all[4096];			/* the codes and fields of all, for messages */
};

/* One change to a text, and the one finding that comes of it. */
struct broken {
	const char *from, *to;		/* NULL: the text is wrong as it is */
	enum finding_id id;
	const char *lv;		/* "" if it is not about one */
	const char *field;
	const char *found;
	const char *message;	/* in the sentence */
};

/* As large as the PVs of the texts say. */
extern struct volscan_device check_rig_devices[2];

/* Read, give each LV a UUID of its own, tie to both devices. */
void check_rig_read(struct check_rig *rig, const char *text);
void check_rig_tie(struct check_rig *rig, bool pv0, bool pv1);

/* All findings, anew. */
void check_rig_check(struct check_rig *rig);

/* `text` with the change, if there is one, gives that finding and no other. */
void check_rig_broken(const char *text, const struct broken *broken);

/* `text` with the change gives none. */
void check_rig_right(const char *text, const char *from, const char *to);

/* There was that finding and no other. */
void check_rig_is_one(const struct check_rig *rig, const struct broken *broken);

void check_rig_end(struct check_rig *rig);

#endif
