"""Postagram's API on FastAPI and aiobotocore, as quick as they get.

Handlers are coroutines on one event loop; a feed's shards are asked at once;
clients do not check their parameters; items are used as they come from the
table, without models; image URLs are remembered for half their life; JSON is
written by orjson.
"""

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Annotated

import orjson
from aiobotocore.config import AioConfig
from aiobotocore.session import get_session
from cachetools import TTLCache
from fastapi import FastAPI, Header, Query, Request, Response
from fastapi.middleware.cors import CORSMiddleware

import records

CONFIG = {"max_pool_connections": 256, "parameter_validation": False}
CONFIGS = {
    "dynamodb": AioConfig(**CONFIG),
    "s3": AioConfig(**CONFIG, signature_version="s3v4", s3={"addressing_style": "path"}),
}

URLS: TTLCache = TTLCache(maxsize=4096, ttl=records.IMAGE_URL_SECONDS / 2)


@asynccontextmanager
async def lifespan(app: FastAPI):
    session = get_session()
    async with AsyncExitStack() as stack:
        for name, config in CONFIGS.items():
            client = session.create_client(name, config=config)
            setattr(app, name, await stack.enter_async_context(client))
        yield


app = FastAPI(title="Postagram", lifespan=lifespan)
app.add_middleware(
    CORSMiddleware,
    allow_origin_regex=".*",
    allow_credentials=True,
    allow_methods=["*"],
    allow_headers=["*"],
)


def json(value, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(orjson.dumps(value), status, headers, "application/json")


@app.exception_handler(records.Invalid)
async def invalid(_: Request, error: records.Invalid) -> Response:
    return json({"status_code": 10422, "message": str(error), "data": None}, 422)


async def image_url(key: str) -> str:
    url = URLS.get(key)
    if url is None:
        url = await app.s3.generate_presigned_url(
            "get_object",
            Params={"Bucket": records.BUCKET, "Key": key},
            ExpiresIn=records.IMAGE_URL_SECONDS,
        )
        URLS[key] = url
    return url


async def shown(item: dict) -> dict:
    sort_key = item["id"]["S"]
    post = {
        "id": sort_key,
        "user": item["user"]["S"],
        "title": item["title"]["S"],
        "body": item["body"]["S"],
    }
    created_at = records.created_at(sort_key[5:])
    if created_at:
        post["created_at"] = created_at
    if "image" in item:
        post["image"] = await image_url(item["image"]["S"])
        labels = item.get("label", {})
        labels = labels["SS"] if "SS" in labels else [one["S"] for one in labels.get("L", ())]
        post["label"] = post["labels"] = labels
    elif "label_status" in item:
        post["label_status"] = item["label_status"]["S"]
    return post


class Shard:
    """What was read of a shard of the feed."""

    def __init__(self, name: str, before: str | None, limit: int):
        self.query = {
            "TableName": records.TABLE,
            "IndexName": records.FEED_INDEX,
            "KeyConditionExpression": "feed_shard = :shard",
            "ExpressionAttributeValues": {":shard": {"S": name}},
            "ScanIndexForward": False,
            "Limit": records.share(limit),
        }
        if before:
            self.query["KeyConditionExpression"] += " AND feed_order < :before"
            self.query["ExpressionAttributeValues"][":before"] = {"S": before}
        self.found: list[dict] = []
        self.more = True

    async def read(self) -> None:
        answer = await app.dynamodb.query(**self.query)
        self.found += answer["Items"]
        self.more = "LastEvaluatedKey" in answer
        if self.more:
            self.query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def may_have(self, order: str) -> bool:
        """Whether posts newer than this were not read yet."""
        return self.more and (not self.found or self.found[-1]["feed_order"]["S"] > order)


async def feed(limit: int, before: str | None) -> list[dict]:
    shards = [Shard(name, before, limit) for name in records.SHARDS]
    hungry = shards
    while True:
        await asyncio.gather(*(shard.read() for shard in hungry))
        found = [item for shard in shards for item in shard.found]
        found.sort(key=lambda item: item["feed_order"]["S"], reverse=True)
        last = found[limit]["feed_order"]["S"] if len(found) > limit else ""
        hungry = [shard for shard in shards if shard.may_have(last)]
        if not hungry:
            return found[: limit + 1]


async def posts_of(user: str, limit: int, after: str | None) -> list[dict]:
    query = {
        "TableName": records.TABLE,
        "KeyConditionExpression": "#user = :user AND begins_with(id, :posts)",
        "ExpressionAttributeNames": {"#user": "user"},
        "ExpressionAttributeValues": {":user": {"S": f"USER#{user}"}, ":posts": {"S": "POST#"}},
        "ConsistentRead": True,
        "ScanIndexForward": False,
        "Limit": limit + 1,
    }
    if after:
        query["ExclusiveStartKey"] = {"user": {"S": f"USER#{user}"}, "id": {"S": f"POST#{after}"}}
    return (await app.dynamodb.query(**query))["Items"]


@app.get("/posts")
async def list_posts(
    user: str = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor: str | None = None,
) -> Response:
    listing = f"user {user}" if user else "feed"
    after = records.after(listing, cursor) if cursor else None
    if user:
        found = await posts_of(records.checked_user(user), limit, after)
    else:
        found = await feed(limit, records.order(after) if after else None)
    headers = None
    if len(found) > limit:
        last = found[limit - 1]["id"]["S"][5:]
        named = f"user={user}&" if user else ""
        next_page = f"/posts?{named}limit={limit}&cursor={records.cursor(listing, last)}"
        headers = {"Link": f'<{next_page}>; rel="next"'}
    return json([await shown(item) for item in found[:limit]], headers=headers)


@app.post("/posts")
async def create_post(request: Request, authorization: Annotated[str, Header()]) -> Response:
    try:
        post = orjson.loads(await request.body())
        title, body = post["title"], post["body"]
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise records.Invalid("it is no post") from error
    if not isinstance(title, str) or not isinstance(body, str):
        raise records.Invalid("title and body are strings")
    item = records.new_item(records.user_of(authorization), title, body)
    item = {name: {"S": value} for name, value in item.items()}
    await app.dynamodb.put_item(
        TableName=records.TABLE, Item=item, ConditionExpression="attribute_not_exists(id)"
    )
    return json(await shown(item))


@app.get("/signedUrlPut")
@app.get("/getSignedUrlPut")
async def sign_upload(
    filename: str,
    filetype: str,
    postId: str,
    authorization: Annotated[str, Header()],
) -> Response:
    user, post = records.user_of(authorization), records.post_uuid(postId)
    if filetype not in records.FILE_TYPES:
        raise records.Invalid("file type: it is not one of image/jpeg, image/png")
    answer = await app.dynamodb.get_item(
        TableName=records.TABLE,
        Key={"user": {"S": f"USER#{user}"}, "id": {"S": f"POST#{post}"}},
        ProjectionExpression="title, deleting",
        ConsistentRead=True,
    )
    item = answer.get("Item", {})
    if "title" not in item or "deleting" in item:
        return json({"detail": "Not Found"}, 404)
    key = records.upload_key(user, post, filename)
    url = await app.s3.generate_presigned_url(
        "put_object",
        Params={"Bucket": records.BUCKET, "Key": key, "ContentType": filetype},
        ExpiresIn=records.UPLOAD_URL_SECONDS,
    )
    return json({"uploadURL": url, "objectName": key})


@app.get("/health")
async def health() -> Response:
    return json("ok")
