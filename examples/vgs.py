#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Names of VGs and of their LVs, with nothing but Python's ctypes.

    vgs.py [PATH...]

ctypes does not read headers, so what is used of a struct has to be written down here, up
to the last member that is needed; cffi reads volscan.h itself: see test/api/vgs_cffi.py.
"""
import ctypes
import sys
from ctypes import (CDLL, POINTER, Structure, byref, c_char_p, c_int, c_int64, c_size_t,
                    c_uint32, c_uint64, c_void_p)

volscan = CDLL("libvolscan.so.0")


class Strings(Structure):
    _fields_ = [("items", POINTER(c_char_p)), ("count", c_size_t)]


class Lv(Structure):
    _fields_ = [("name", c_char_p), ("uuid", c_char_p)]


class Vg(Structure):
    _fields_ = [
        ("name", c_char_p), ("uuid", c_char_p), ("seqno", c_uint32), ("status", c_uint64),
        ("unknown_flags", Strings), ("alloc", c_int), ("extent_size", c_uint64),
        ("extent_count", c_uint64), ("free_count", c_uint64), ("max_lv", c_uint32),
        ("max_pv", c_uint32), ("metadata_copies", c_uint32), ("format", c_char_p),
        ("system_id", c_char_p), ("lock_type", c_char_p), ("lock_args", c_char_p),
        ("profile", c_char_p), ("description", c_char_p), ("creation_host", c_char_p),
        ("creation_time", c_int64), ("tags", Strings), ("pvs", POINTER(c_void_p)),
        ("pv_count", c_size_t), ("lvs", POINTER(POINTER(Lv))), ("lv_count", c_size_t),
    ]


volscan.volscan_new.argtypes = [POINTER(c_void_p)]
volscan.volscan_free.argtypes = [c_void_p]
volscan.volscan_add.argtypes = [c_void_p, c_char_p]
volscan.volscan_config_string.argtypes = [c_void_p, c_char_p]
volscan.volscan_scan.argtypes = [c_void_p, c_void_p, c_void_p]
volscan.volscan_error.argtypes = [c_void_p]
volscan.volscan_error.restype = c_char_p
volscan.volscan_vgs.argtypes = [c_void_p, POINTER(c_size_t)]
volscan.volscan_vgs.restype = POINTER(POINTER(Vg))


class Error(Exception):
    pass


class Scan:
    """A handle, for `with`: what it gives is gone when it ends."""

    def __init__(self, paths):
        self.handle = c_void_p()
        if volscan.volscan_new(byref(self.handle)):
            raise MemoryError
        self.check(volscan.volscan_config_string(self.handle, b"devices/io_isolation=1"))
        for path in paths:
            self.check(volscan.volscan_add(self.handle, path.encode()))
        self.check(volscan.volscan_scan(self.handle, None, None))

    def check(self, result):
        if result < 0:
            raise Error(volscan.volscan_error(self.handle).decode())

    def vgs(self):
        count = c_size_t()
        vgs = volscan.volscan_vgs(self.handle, byref(count))
        return [vgs[i].contents for i in range(count.value)]

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        volscan.volscan_free(self.handle)


def main(paths):
    with Scan(paths) as scan:
        for vg in scan.vgs():
            names = [vg.lvs[i].contents.name.decode() for i in range(vg.lv_count)]
            print(vg.name.decode() + ":", *names)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Error as error:
        sys.exit(str(error))
