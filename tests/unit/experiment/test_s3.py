"""A study in an S3 bucket, on a server in this process; needs the extra ``validate``."""

import os

import pytest

from skydome.experiment import runner
from skydome.experiment.store import BlockStore

pytestmark = pytest.mark.skipif(
    os.environ.get("SKYDOME_THOROUGH") != "1", reason="starts a server: `make validate`"
)


@pytest.fixture
def bucket(monkeypatch):
    """Return the address of a folder in a bucket."""
    server = pytest.importorskip("moto.server", reason="moto is not installed")
    boto3 = pytest.importorskip("boto3")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    threaded = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    threaded.start()
    host, port = threaded.get_host_and_port()
    client = boto3.client("s3", endpoint_url=f"http://{host}:{port}")
    client.create_bucket(Bucket="studies")
    yield f"s3://studies/quick?endpoint_override={host}:{port}&scheme=http&region=us-east-1"
    threaded.stop()


def test_a_study_in_a_bucket_has_the_same_rows(plan, bucket, tmp_path):
    local, remote = BlockStore(tmp_path / "study"), BlockStore(bucket)
    runner.run(plan, local)
    runner.run(plan, remote)
    assert remote.done() == local.done()
    assert remote.rows().equals(local.rows())
    assert remote.study() == local.study()
    runner.run(plan, BlockStore(bucket))
