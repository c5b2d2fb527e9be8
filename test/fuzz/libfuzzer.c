/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A target as libFuzzer wants it; compiled once for each, with -DTARGET. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t room);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	TARGET.run(data, size);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed)
{
	return TARGET.mutate ? TARGET.mutate(data, size, room, seed, LLVMFuzzerMutate) :
			       LLVMFuzzerMutate(data, size, room);
}
