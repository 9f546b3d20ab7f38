"""Where handouts are kept: a folder on disk, or a bucket that speaks S3."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

PRIVATE_FILES = {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}


def storage_from_url(url: str) -> dict[str, Any]:
    """The entry of Django's STORAGES for a `STORAGE_URL`; an empty one means files under `MEDIA_ROOT`.

    `s3://bucket/prefix?region=eu-central-1&endpoint=https://s3.example.org` names a private bucket; the keys come
    from the usual `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`. Raises ValueError for any other scheme.
    """
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": PRIVATE_FILES}
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.hostname:
        raise ValueError("STORAGE_URL must look like s3://bucket/prefix?region=...&endpoint=...")
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": parts.hostname,
            "location": parts.path.strip("/"),
            "region_name": query.get("region"),
            "endpoint_url": query.get("endpoint"),
            "default_acl": None,
            "querystring_auth": True,
            "file_overwrite": True,
        },
    }
