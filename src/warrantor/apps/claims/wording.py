"""What pages and messages call the steps of a claim and how it ended. Names that a document invents are spelled out."""

OUTCOMES = {
    "done": "It was carried out.", "fixed": "The fault was mended at once.", "refused": "It was refused for good.",
    "withdrawn": "It was withdrawn.", "goodwill": "It ended with goodwill.",
    "answered": "The question was answered.",
}  # fmt: skip
STEPS = {
    "diagnose": "Find the fault", "authorise": "Authorise it", "remove": "Take the unit down",
    "ship-back": "Send the unit back", "receive": "Receive the unit", "inspect": "Look at the unit",
    "repair": "Repair it", "replace": "Replace it", "ship-out": "Send the unit out",
    "confirm-receipt": "Say that it arrived", "refit": "Put the unit up again", "close": "Close the claim",
    "quote": "Name the price", "accept-charge": "Accept the price", "visit": "Come to the unit",
    "confirm": "Confirm it", "report": "Write the report", "escalate": "Pass it on", "credit": "Credit it",
}  # fmt: skip
