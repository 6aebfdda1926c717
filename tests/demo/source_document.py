"""What an editor would find in the source document of the demo, which is not ours to copy."""

import os
from pathlib import Path

SOURCE = Path(
    os.environ.get("FACT_SHEET")
    or Path(__file__).resolve().parents[3] / "shared/seed/us-mexico-fact-sheet.txt"
)
QUANTITIES = [
    (14, "2,000", "border-length"), (14, "47", "ports-of-entry"),
    (14, "1.6 million", "us-citizens-in-mexico"),
    (14, "top foreign destination", "travel-destination-rank"),
    (18, "16.9 million", "vaccine-doses"), (22, "$725.7 billion", "goods-services-trade"),
    (22, "second largest", "trade-partner-rank"), (22, "1.1 million", "jobs-from-exports"),
    (24, "second-largest", "crude-oil-rank"), (24, "top destination", "petroleum-rank"),
    (24, "top destination", "natural-gas-rank"),
    (24, "$110.7 billion", "us-investment-in-mexico"),
    (24, "$48.1 billion", "mexican-investment-in-us"), (28, "six", "rrm-cases"),
    (30, "twelve", "trade-agreements"), (30, "46", "countries-with-trade-agreements"),
    (30, "32", "investment-agreements"), (30, "nine", "limited-agreements"),
    (34, "21", "artemis-others"), (37, "eleven", "rcm-members"),
    (39, "400 percent", "comar-capacity"), (45, "15 million", "border-population"),
    (47, "$1.4 billion", "border-funding-us"), (47, "$1.5 billion", "border-commitment-mexico"),
    (51, "ten", "border-states"), (55, "$300 million", "wastewater-appropriation"),
    (63, "$3.3 billion", "security-assistance"), (69, "40,000", "exchange-alumni"),
    (71, "23", "educationusa-centers"), (71, "ninth top", "student-sender-rank"),
    (71, "sixth top", "community-college-sender-rank"), (71, "twelfth top", "study-abroad-rank"),
    (73, "84", "innovation-fund-grants"), (73, "113", "innovation-fund-institutions"),
    (73, "28", "innovation-fund-us-states"), (73, "20", "innovation-fund-mexican-states"),
    (75, "9,000", "fulbright-awards"), (77, "13", "bridgeusa-categories"),
    (77, "9,808", "bridgeusa-new"), (77, "10,339", "bridgeusa-new"),
    (77, "14,183", "bridgeusa-active"), (77, "5,501", "bridgeusa-summer-work"),
    (77, "3,221", "bridgeusa-camp"), (77, "2,838", "bridgeusa-au-pair"),
    (79, "900", "jovenes-participants"), (79, "four", "jovenes-weeks"),
    (79, "three to four", "jovenes-team-size"), (79, "three to four", "jovenes-team-size-smallest"),
    (81, "$1.7 million", "preservation-awards"), (81, "nine", "preservation-projects"),
    (87, "21", "los-angeles-endorsers"),
]  # fmt: skip
DECAYING = ["will celebrate", "latest data available", "incoming chair",
            "For the last seven years", "Currently"]  # fmt: skip
