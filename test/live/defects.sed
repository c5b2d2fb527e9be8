# SPDX-License-Identifier: LGPL-2.1-or-later
# Known defects of LVM2's output, which volscan has not: applied to what LVM2 prints.

# -1 of 32 bits, for a free part of a PV, which has no data stripes.
s/"parity_chunks":"4294967295"/"parity_chunks":""/g

# Messages on stdout, which is for the report.
/^  Ignoring supplied major [0-9]* number - kernel assigns/d
/^  Retrying metadata scan\.$/d
