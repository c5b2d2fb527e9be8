/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RIG_BACKGROUND_H
#define RIG_BACKGROUND_H

/*
 * Go on in the background: in a session of its own, without the files of whoever
 * started it, who may wait until nobody has them any more. Then say so: write a
 * byte to `ready` and close it; -1 = to nobody.
 */
void background(int ready);

#endif
