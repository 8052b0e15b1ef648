"""`hr-pipeline alert`: send a test alert, so that nobody waits for the first fault to learn that none arrives."""

from hr_pipeline.alerts.alert import alert
from hr_pipeline.alerts.channels import channels
from hr_pipeline.alerts.settings import WrongSettings, read_settings
from hr_pipeline.cli import display
from hr_pipeline.cli.options import AsJson, HomeOption, stop
from hr_pipeline.paths import Home, default_home


def send_test_alert(home: HomeOption = None, as_json: AsJson = False) -> None:
    """Send a test alert to each channel that is turned on."""
    place = Home(home or default_home())
    try:
        ways = channels(read_settings(place.root))
    except WrongSettings as error:
        stop(str(error))
    if not ways:
        stop(f"alerts are off: write {place.root / 'alerts.yaml'}, see docs/runbook.md, 'Alerts'")
    found = alert("test", "test", str(place.root), "this is what an alert looks like", "nothing is wrong")
    for name, send in ways.items():
        try:
            send(found)
        except OSError as error:
            stop(f"{name}: {error}")
    display.show_json({"sent": list(ways)}) if as_json else display.console.print(f"sent: {', '.join(ways)}")
