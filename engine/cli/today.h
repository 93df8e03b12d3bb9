/* SPDX-License-Identifier: EUPL-1.2 */
/* today.h: the date, for commands whose user did not give one. The only clock of the program: nothing
 * below cli/ knows what time it is. */
#ifndef WV_CLI_TODAY_H
#define WV_CLI_TODAY_H

#include "cli/options.h"

/* 2026-11-23, in UTC. */
void wv_today(char out[11]);
/* `given` (--as-of) when not NULL, else today. -1, or the exit code of a usage error, said. */
int wv_today_or(const wv_command_line *line, const char *given, char out[11]);

#endif
