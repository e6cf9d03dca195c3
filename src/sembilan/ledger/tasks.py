from procrastinate.contrib.django import app

from sembilan.kit import clock, scope
from sembilan.ledger import services


@app.periodic(cron="15 17 * * *")  # 00.15 in Jakarta
@app.task(name="ledger.checkpoint", queue="default", lock="ledger.checkpoint")
def checkpoint(timestamp: int) -> None:
    """The daily signed root. A named SYSTEM job: it sees kinds and hashes alone."""
    with scope.carried(scope=[scope.ROOT]):
        services.make_checkpoint(at=clock.now())
