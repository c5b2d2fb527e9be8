# SPDX-License-Identifier: LGPL-2.1-or-later
"""The PVs of a directory of images, through python3-cffi, which reads volscan.h itself.

    vgs_cffi.py HEADER LIBRARY DIRECTORY

prints "PV VG", one a line, as they were found and as callbacks told them; they have to be
the same. Nothing of the header is written down here: that it can be read so is the test.
"""
import re
import subprocess
import sys

import cffi


def declarations(header):
    """What a compiler makes of it, without what cffi knows by itself."""
    with open(header, encoding="ascii") as file:
        text = re.sub(r"^#include.*$", "", file.read(), flags=re.M)
    return subprocess.run(["cc", "-E", "-P", "-xc", "-"], input=text, text=True, check=True,
                          stdout=subprocess.PIPE).stdout


def main(header, library, directory):
    ffi = cffi.FFI()
    ffi.cdef(declarations(header))
    lib = ffi.dlopen(library)

    def line(pv):
        name = pv.device.name if pv.device else pv.uuid
        return f"{ffi.string(name).decode()} {ffi.string(pv.vg.name).decode() if pv.vg else '-'}"

    told = []

    @ffi.callback("int(void *, const struct volscan_pv *)")
    def on_pv(_context, pv):
        told.append(line(pv))
        return 0

    handle = ffi.new("struct volscan **")
    assert lib.volscan_new(handle) == 0
    vs = handle[0]
    assert lib.volscan_add(vs, directory.encode()) == 0
    callbacks = ffi.new("struct volscan_callbacks *", {"on_pv": on_pv})
    assert lib.volscan_scan(vs, callbacks, ffi.NULL) == 0
    count = ffi.new("size_t *")
    pvs = lib.volscan_pvs(vs, count)
    found = [line(pvs[i]) for i in range(count[0])]
    assert sorted(found) == sorted(told)
    print("\n".join(found))
    lib.volscan_free(vs)


if __name__ == "__main__":
    main(*sys.argv[1:])
