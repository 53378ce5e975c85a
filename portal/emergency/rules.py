"""How long an emergency opening lasts and by when it is reviewed.

Law 91/2025/QH15, article 19, allows processing without consent to protect life; how long
and who reviews are this portal's own rules.
"""

from datetime import timedelta

OPENS = timedelta(hours=4)
REVIEW_WITHIN = timedelta(hours=72)
LEAST_WORDS = 20
