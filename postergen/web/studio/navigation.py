"""Every page of the studio, and in which section of the navigation it stands."""

from __future__ import annotations

from postergen.domain.accounts import Role
from postergen.web.studio.audit.views import studio_audit
from postergen.web.studio.board.views import studio_board
from postergen.web.studio.catalogue.views import studio_catalogue
from postergen.web.studio.drafts.views import studio_drafts
from postergen.web.studio.editor.views import studio_editor
from postergen.web.studio.files.views import studio_files
from postergen.web.studio.forms.views import studio_forms
from postergen.web.studio.frame import NavigationEntry, Section
from postergen.web.studio.games.views import studio_games
from postergen.web.studio.generate.views import studio_generate
from postergen.web.studio.look_backs.views import studio_look_backs
from postergen.web.studio.publish.views import studio_publish
from postergen.web.studio.results.views import studio_results
from postergen.web.studio.second_factor.views import studio_second_factor
from postergen.web.studio.sign_in.views import studio_sign_in
from postergen.web.studio.users.views import studio_users

STUDIO = (
    studio_sign_in,
    studio_second_factor,
    studio_board,
    studio_editor,
    studio_drafts,
    studio_generate,
    studio_publish,
    studio_results,
    studio_games,
    studio_look_backs,
    studio_catalogue,
    studio_forms,
    studio_files,
    studio_audit,
    studio_users,
)

# in the order of the menu; the first page of a section is where the menu leads
SECTIONS: tuple[Section, ...] = (
    (NavigationEntry("studio_board.board", "page_board"),),
    (
        NavigationEntry("studio_drafts.drafts", "page_drafts"),
        NavigationEntry("studio_generate.more", "page_generate"),
        NavigationEntry("studio_publish.publish", "page_publish"),
    ),
    (NavigationEntry("studio_results.results", "page_results"),),
    (
        NavigationEntry("studio_games.games", "page_games"),
        NavigationEntry("studio_look_backs.look_backs", "page_look_backs"),
    ),
    (
        NavigationEntry("studio_catalogue.catalogue", "page_catalogue", further="studio_forms"),
        NavigationEntry("studio_files.files", "page_files", Role.ADMIN),
    ),
    (NavigationEntry("studio_audit.audit", "page_audit"),),
    (NavigationEntry("studio_users.people", "page_users", Role.ADMIN),),
)
