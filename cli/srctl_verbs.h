/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: the verbs of srctl; each returns an enum cli_exit.
 */
#ifndef SRCTL_VERBS_H
#define SRCTL_VERBS_H

#include "options.h"

/** verb_status() - one screen: the ledger, each range, what to do next */
int verb_status(const struct cli_settings *settings);
/** verb_list() - the ranges as a JSON array */
int verb_list(const struct cli_settings *settings);
/** verb_explain() - the evidence for one range, or for all */
int verb_explain(const struct cli_settings *settings);
/** verb_map() - the address map as a picture */
int verb_map(const struct cli_settings *settings);
/** verb_capture() - the machine as a platform document */
int verb_capture(const struct cli_settings *settings);
/** verb_settle() - ask the module to rule now, or show the plan */
int verb_settle(const struct cli_settings *settings);
/** verb_deny() - keep cxl_acpi from loading, for this firmware */
int verb_deny(const struct cli_settings *settings);
/** verb_allow() - undo verb_deny() */
int verb_allow(const struct cli_settings *settings);
/** verb_door() - rule before cxl_acpi binds, and bar it or not */
int verb_door(const struct cli_settings *settings);
/** verb_help() - a manual page, or the short help */
int verb_help(const struct cli_settings *settings);
/** verb_version() - the version */
int verb_version(const struct cli_settings *settings);

/** cli_verb_help() - the --help of one verb */
void cli_verb_help(const struct cli_verb *verb, FILE *to);
/** cli_program_help() - the --help of srctl */
void cli_program_help(const struct cli_verb *verbs, FILE *to);

#endif /* SRCTL_VERBS_H */
