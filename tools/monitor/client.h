/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* volscan --from-monitor. */
#ifndef MONITOR_CLIENT_H
#define MONITOR_CLIENT_H

/* Ask the monitor at `socket_path`, NULL = where the settings say, for the command line of
 * argv[0] on, and print its answer. An exit status. */
int monitor_ask(const char *socket_path, int argc, char **argv);

#endif
