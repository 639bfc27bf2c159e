"""The table of all checks: what it is called, where its facts come from, and who decides what they mean."""

from __future__ import annotations

from postergen.doctor.decisions import address, content, database, disk, journals, machine, secrets, wishes
from postergen.doctor.gathering.address import gather_address
from postergen.doctor.gathering.content import gather_content, gather_fonts, gather_publications, gather_time_zones
from postergen.doctor.gathering.database import gather_clock, gather_database
from postergen.doctor.gathering.disk import gather_folders
from postergen.doctor.gathering.journals import gather_journals
from postergen.doctor.gathering.machine import gather_extras, gather_open_files, gather_port, gather_power
from postergen.doctor.gathering.secrets import gather_limits, gather_secrets
from postergen.doctor.gathering.wishes import PATIENCE, gather_indexes, gather_model
from postergen.doctor.values import Check

READING = 60.0  # seconds: a pack that no start has read before takes some of a processor that others use, too

SETTINGS = "settings"  # the check before all others: without them there is nothing to look at
CHECKS = (
    Check("fonts", gather_fonts, content.judge_fonts, READING),
    Check("content", gather_content, content.judge_content, READING),
    Check("time-zones", gather_time_zones, content.judge_time_zones),
    Check("database", gather_database, database.judge_database),
    Check("migrations", gather_database, database.judge_migrations),
    Check("publications", gather_publications, content.judge_publications, READING),
    Check("clock", gather_clock, database.judge_clock),
    Check("public-address", gather_address, address.judge_address, 20.0),
    Check("proxies", gather_address, address.judge_proxies, 20.0),
    Check("cookies", gather_address, address.judge_cookies, 20.0),
    Check("wish-model", gather_model, wishes.judge_model, PATIENCE + 5),
    Check("semantic-index", gather_indexes, wishes.judge_indexes, READING),
    Check("rate-limits", gather_limits, secrets.judge_limits),
    Check("folders", gather_folders, disk.judge_folders),
    Check("disk", gather_folders, disk.judge_disks),
    Check("journals", gather_journals, journals.judge_journals, 20.0),
    Check("open-files", gather_open_files, machine.judge_open_files),
    Check("port", gather_port, machine.judge_port),
    Check("memory", gather_power, machine.judge_power),
    Check("secrets", gather_secrets, secrets.judge_secrets),
    Check("extras", gather_extras, machine.judge_extras),
)
