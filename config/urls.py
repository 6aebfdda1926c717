"""Every URL of the site."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import path, register_converter

from accounts import views as accounts
from accounts.oidc import ProviderCallback, ProviderSignIn
from delivery.health import healthz, readyz
from delivery.views import favicon
from portal import views as portal
from portal.date_views import (
    CallCalendar,
    ItemCalendar,
    date_calendar,
    date_list,
    program_calendar,
)
from portal.models import Page
from portal.record import record, record_head
from portal.search_views import search, search_feed, search_json, search_suggestions
from portal.styleguide import error_page, styleguide
from programs.common_grants import opportunities, opportunity
from programs.feeds import CallFeed
from programs.models import Program
from programs.questions import find_program
from programs.views import ProgramDetail, ProgramExport, ProgramList
from publishing.admin.queue import site_queue
from relations.admin.linking import find_pages
from relations.admin.pasting import clean_pasted
from relations.models import Agreement, Relationship, Statistic
from relations.views.agreement_files import (
    CITATION_FORMATS,
    AgreementCitation,
    AgreementText,
)
from relations.views.agreements import (
    AgreementDetail,
    AgreementExport,
    AgreementList,
    AgreementStatus,
)
from relations.views.exports import ExportFormat
from relations.views.history import ItemHistory
from relations.views.pictures import picture_file
from relations.views.relationships import RelationshipDetail, RelationshipExport, RelationshipList
from relations.views.series import StatisticData
from relations.views.statistics import StatisticDetail, StatisticExport, StatisticList

register_converter(ExportFormat, "export")

urlpatterns = [
    path("admin/queue/", admin.site.admin_view(site_queue), name="queue"),
    path("admin/pasted/", admin.site.admin_view(clean_pasted), name="pasted"),
    path("admin/pages-to-link/", admin.site.admin_view(find_pages), name="pages-to-link"),
    path("admin/second-factor/", accounts.second_factor, name="second-factor"),
    path("admin/sign-out/", accounts.sign_out, name="sign-out"),
    path(
        "admin/forgotten-password/",
        accounts.ForgottenPassword.as_view(),
        name="admin_password_reset",  # by which Django's sign-in page finds it
    ),
    path(
        "admin/forgotten-password/sent/",
        accounts.ForgottenPasswordSent.as_view(),
        name="password_reset_done",
    ),
    path(
        "admin/new-password/<uidb64>/<token>/",
        accounts.NewPassword.as_view(),
        name="new-password",
    ),
    path("admin/oidc/", ProviderSignIn.as_view(), name="oidc"),
    path(
        "admin/oidc/callback/",
        ProviderCallback.as_view(),
        name="oidc_authentication_callback",  # by which mozilla-django-oidc finds it
    ),
    path("admin/", admin.site.urls),
    path("favicon.ico", favicon, name="favicon"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("media/<path:path>", picture_file, name="media"),
    *i18n_patterns(
        path("", portal.home, name="home"),
        path("relations/", RelationshipList.as_view(), name="relationship-list"),
        path(
            "relations.<export:file_format>",
            RelationshipExport.as_view(),
            name="relationship-list-export",
        ),
        path("relations/<slug:slug>/", RelationshipDetail.as_view(), name="relationship"),
        path(
            "relations/<slug:slug>/history/",
            ItemHistory.as_view(model=Relationship),
            name="relationship-history",
        ),
        path(
            "relations/<slug:slug>/history.atom",
            ItemHistory.as_view(model=Relationship, as_feed=True),
            name="relationship-history-atom",
        ),
        path("agreements/", AgreementList.as_view(), name="agreement-list"),
        path(
            "agreements.<export:file_format>",
            AgreementExport.as_view(),
            name="agreement-list-export",
        ),
        path("agreements/<slug:slug>/", AgreementDetail.as_view(), name="agreement"),
        path(
            "agreements/<slug:slug>/status.json",
            AgreementStatus.as_view(),
            name="agreement-status",
        ),
        path(
            "agreements/<slug:slug>/texts/<slug:sha256>.<slug:file_type>",
            AgreementText.as_view(),
            name="agreement-text",
        ),
        *(
            path(
                f"agreements/<slug:slug>/cite.{file_format}",
                AgreementCitation.as_view(file_format=file_format),
                name=f"agreement-cite-{file_format}",
            )
            for file_format in CITATION_FORMATS
        ),
        path(
            "agreements/<slug:slug>/dates.ics",
            ItemCalendar.as_view(model=Agreement),
            name="agreement-calendar",
        ),
        path(
            "agreements/<slug:slug>/history/",
            ItemHistory.as_view(model=Agreement),
            name="agreement-history",
        ),
        path(
            "agreements/<slug:slug>/history.atom",
            ItemHistory.as_view(model=Agreement, as_feed=True),
            name="agreement-history-atom",
        ),
        path("statistics/", StatisticList.as_view(), name="statistic-list"),
        path(
            "statistics.<export:file_format>",
            StatisticExport.as_view(),
            name="statistic-list-export",
        ),
        path("statistics/<slug:slug>/", StatisticDetail.as_view(), name="statistic"),
        *(
            path(
                f"statistics/<slug:slug>/{content}.{file_format}",
                StatisticData.as_view(content=content, file_format=file_format),
                name=f"statistic-{content}-{file_format}",
            )
            for content in ("series", "vintages")
            for file_format in ("csv", "json")
        ),
        path(
            "statistics/<slug:slug>/dates.ics",
            ItemCalendar.as_view(model=Statistic),
            name="statistic-calendar",
        ),
        path(
            "statistics/<slug:slug>/history/",
            ItemHistory.as_view(model=Statistic),
            name="statistic-history",
        ),
        path(
            "statistics/<slug:slug>/history.atom",
            ItemHistory.as_view(model=Statistic, as_feed=True),
            name="statistic-history-atom",
        ),
        path("programs/", ProgramList.as_view(), name="program-list"),
        path("programs.<export:file_format>", ProgramExport.as_view(), name="program-list-export"),
        path("programs.ics", program_calendar, name="program-list-calendar"),
        path("programs/calls.atom", CallFeed.as_view(), name="call-feed"),
        path("programs/find/", find_program, name="find-program"),
        path("programs/<slug:slug>/", ProgramDetail.as_view(), name="program"),
        path(
            "programs/<slug:slug>/dates.ics",
            ItemCalendar.as_view(model=Program),
            name="program-calendar",
        ),
        path(
            "programs/<slug:slug>/calls/<str:key>.ics",
            CallCalendar.as_view(),
            name="call-calendar",
        ),
        path(
            "programs/<slug:slug>/history/",
            ItemHistory.as_view(model=Program),
            name="program-history",
        ),
        path(
            "programs/<slug:slug>/history.atom",
            ItemHistory.as_view(model=Program, as_feed=True),
            name="program-history-atom",
        ),
        path("common-grants/opportunities", opportunities, name="opportunities"),
        path("common-grants/opportunities/<str:opportunity_id>", opportunity, name="opportunity"),
        path("pages/<slug:slug>/", portal.PageDetail.as_view(), name="page"),
        path(
            "pages/<slug:slug>/history/",
            ItemHistory.as_view(model=Page),
            name="page-history",
        ),
        path(
            "pages/<slug:slug>/history.atom",
            ItemHistory.as_view(model=Page, as_feed=True),
            name="page-history-atom",
        ),
        path("search/", search, name="search"),
        path("search.json", search_json, name="search-json"),
        path("search.atom", search_feed, name="search-atom"),
        path("search/suggestions.json", search_suggestions, name="search-suggestions-json"),
        path("dates/", date_list, name="dates"),
        path("dates.ics", date_calendar, name="date-calendar"),
        path("updates/", portal.updates, name="updates"),
        path("updates.atom", portal.updates_feed, name="updates-atom"),
        path("record/", record, name="record"),
        path("record/head.txt", record_head, name="record-head"),
        path("styleguide/", styleguide, name="styleguide"),
        path("styleguide/<int:status>/", error_page, name="styleguide-error"),
        path("e/<slug:identifier>/", portal.edition_detail, name="edition"),
        path("health/", readyz, name="health"),  # the name of /readyz in earlier releases
        prefix_default_language=False,
    ),
]

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.permission_denied"
handler404 = "portal.errors.page_not_found"
handler500 = "portal.errors.server_error"
