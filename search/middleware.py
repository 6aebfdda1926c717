"""What a reader gets where the index fails to answer."""

import logging

from search.catching import refused, state
from search.index import IndexBrokenError

logger = logging.getLogger(__name__)


class AnswerWithoutIndex:
    """Answers a request again where the index failed, without asking it; the last middleware."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, IndexBrokenError) or refused.get():
            return None
        logger.error("The index failed to answer %s", request.path, exc_info=exception)
        state.doubt()
        token = refused.set(True)
        try:
            return self.get_response(request)
        finally:
            refused.reset(token)
