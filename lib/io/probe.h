/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * IO_PROBE: libblkid is asked what is on a device.
 *
 * libblkid reads by itself, a little here and there, and is slow; so it is asked
 * where reads are done, by a request that ends like a read, and not by who wants
 * to know. The answer comes as a text, since it may have to pass between
 * processes: one record for each signature, all fields of a volscan_signature in
 * their order, each ended by a NUL, "" where there is nothing to say. What else
 * is in the fields comes from the disk and may be any bytes.
 */
#ifndef IO_PROBE_H
#define IO_PROBE_H

#include "io/io.h"
#include "volscan.h"

/*
 * What an engine does for an IO_PROBE of an open file: ask about request->extent
 * bytes of it from request->offset on, and put the text into the buffer. Returns its
 * length, 0 when libblkid recognizes nothing; records that there is no room for
 * are left out as a whole, and so are all behind them. Blocks as reads do. -errno
 * of the read that failed: nothing is told then.
 *
 * The descriptor is a real one, open for reading without O_DIRECT (else it may be
 * -EINVAL: libblkid's buffers are not aligned). Its file position is moved, so
 * that there can be one probe of a descriptor at a time; of several there can be
 * many at once, in threads. Nothing else is opened but files of sysfs, and nothing
 * is printed, unless LIBBLKID_DEBUG in the environment says so.
 */
ssize_t io_probe(const struct io_request *request);

/* Put a record of `signature` at the start of `text`. Returns its length, or 0 when
 * it is longer than `room`, and nothing was put. */
size_t io_signature_put(char *text, size_t room, const struct volscan_signature *signature);

/*
 * The record at the start of *text, of which there are *left bytes; both move on
 * behind it. The strings lie in the text. False at its end, or where what is left
 * is no whole record. Any bytes may be given.
 */
bool io_signature_next(const char **text, size_t *left, struct volscan_signature *signature);

#endif
