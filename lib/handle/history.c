/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The history is read when it is asked for, once after each scan. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "handle/handle.h"

int volscan_history(struct volscan *vs, const struct volscan_generation *const **generations,
		    size_t *count)
{
	int r;

	if (!vs->list || !vs->io)
		return handle_failf(vs, -EINVAL, "there is no history before a scan");
	r = vs->history.pool ? 0 : generations_read(vs->list, vs->io, &vs->log, &vs->history);
	if (r)
		return handle_failf(vs, r, "cannot read old metadata: %s", strerror(-r));
	*generations = (const struct volscan_generation *const *)vs->history.items;
	*count = vs->history.count;
	return 0;
}

/* The one error that a text is refused with. */
static void keep_error(void *context, const struct finding *finding, const char *message)
{
	char **error = context;

	if (finding_kinds[finding->id].severity != VOLSCAN_ERROR)
		return;
	free(*error);
	*error = strdup(message);
}

int volscan_generation_vg(struct volscan *vs, const struct volscan_generation *generation,
			  const struct volscan_vg **vg)
{
	char *error = NULL;
	struct finding_sink sink = { keep_error, &error };
	int r = generation_parse(&vs->history, generation, &sink, vg);

	if (r == -ENODATA)
		handle_failf(vs, r, "the text of VG %s, seqno %" PRIu32 ", is not kept, since "
			     "there are too many: scan fewer devices", generation->vg_name,
			     generation->seqno);
	else if (r)
		handle_failf(vs, r, "the text of VG %s, seqno %" PRIu32 ", is not whole: %s",
			     generation->vg_name, generation->seqno,
			     error ? error : strerror(-r));
	free(error);
	return r;
}
