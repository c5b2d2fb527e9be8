/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/access.h"

#include <string.h>
#include <sys/utsname.h>

#include "log.h"

/* This host's own system ID as a message has it; NULL if there is none. */
static const char *own_system_id(struct volscan *vs, struct utsname *names)
{
	const char *source = volscan_setting_string(vs, "global/system_id_source");

	if (source && !strcmp(source, "lvmlocal"))
		return volscan_setting_string(vs, "local/system_id");
	if (source && !strcmp(source, "uname") && !uname(names))
		return names->nodename;
	return source && strcmp(source, "none") ? "of another host" : NULL;
}

/* Of a VG that was not asked for nobody needs to hear; but a host that does not
 * know its own ID may just not have been told. */
static void tell_foreign(struct volscan *vs, const struct volscan_vg *vg, bool named)
{
	struct utsname names;
	const char *id = own_system_id(vs, &names);

	if (!id || !*id)
		log_error("Cannot access VG %s with system ID %s with unknown local system ID.",
			  vg->name, vg->system_id);
	else if (named)
		log_error("Cannot access VG %s with system ID %s with local system ID %s.",
			  vg->name, vg->system_id, id);
}

static void tell_clash(const struct volscan_vg *vg)
{
	log_error("Multiple VGs found with the same name: skipping %s", vg->name);
	log_error("Use --select vg_uuid=<uuid> in place of the VG name.");
}

static bool is_lvs(const struct report *report)
{
	return report->base == REPORT_LV || report->base == REPORT_SEG;
}

bool vg_is_refused(const struct report *report, const struct volscan_vg *vg, bool named)
{
	const struct options *options = &report->tool->options;

	if (vg->foreign && !options->foreign) {
		tell_foreign(report->tool->vs, vg, named);
	} else if ((vg->status & VOLSCAN_VG_SHARED) && !options->shared) {
		if (named)
			log_error("Cannot access VG %s with lock type %s that requires lvmlockd.",
				  vg->name, vg->lock_type);
	} else if (vg->name_clash && named) {
		tell_clash(vg);
	} else if ((vg->status & VOLSCAN_VG_EXPORTED) && is_lvs(report)) {
		if (named)
			log_error("Volume group %s is exported", vg->name);
	} else {
		return false;
	}
	return true;
}
