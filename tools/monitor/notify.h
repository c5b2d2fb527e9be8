/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What systemd is told of a service: a datagram to the socket that NOTIFY_SOCKET names.
 * The format is stable and documented in sd_notify(3), and so small that libsystemd
 * would be the larger part.
 */
#ifndef MONITOR_NOTIFY_H
#define MONITOR_NOTIFY_H

/* "READY=1\nSTATUS=..."; nothing happens where nobody wants to know. */
void notify_send(const char *text);

/* How often "WATCHDOG=1" is to be sent, in ms: half of what systemd waits; 0 = never. */
unsigned notify_watchdog_ms(void);

#endif
