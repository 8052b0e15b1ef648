"""The asset that shows: the newest release as a site of pages. Making pages belongs to `hr_pipeline.reports`."""

import logging

import dagster as dg

from hr_pipeline.defs.metadata import OWNERS
from hr_pipeline.defs.store import Workplace
from hr_pipeline.releases.write import latest
from hr_pipeline.reports.release import Release
from hr_pipeline.reports.site import Site
from hr_pipeline.reports.wording import LANGUAGES

logger = logging.getLogger("hr_pipeline")


@dg.asset(
    deps=["release"],
    group_name="reports",
    owners=OWNERS,
    kinds={"html", "svg"},
    tags={"layer": "published", "personal_data": "none"},
    description="Country profiles, regional briefs and an explorer; only pages whose figures changed are written.",
)
def site(workplace: Workplace):
    """Write the newest release as pages for people."""
    folder = latest(workplace.place.releases)
    if folder is None:
        raise dg.Failure("there is no release yet. How to fix it: run the job build_and_release first")
    made = Site(Release(folder), workplace.place.site, LANGUAGES).build((), logger.info)
    first = workplace.place.site / LANGUAGES[0] / "index.html"
    numbers = {"written": len(made.written), "unchanged": len(made.unchanged)}
    return dg.MaterializeResult(metadata={"first_page": dg.MetadataValue.path(first), **numbers})


publish_site = dg.define_asset_job(
    "publish_site",
    selection=dg.AssetSelection.groups("reports"),
    description="Write the pages of the newest release.",
)

ASSETS, JOBS = [site], [publish_site]
