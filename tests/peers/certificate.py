"""Writes a certificate for 127.0.0.1 that signs itself, and its key, to the two files named."""

import datetime
import ipaddress
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

certificate, key_file = sys.argv[1:]
key = ec.generate_private_key(ec.SECP256R1())
name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "fch tests")])
now = datetime.datetime.now(datetime.timezone.utc)
day = datetime.timedelta(days=1)
address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
signed = (
    x509.CertificateBuilder()
    .subject_name(name)
    .issuer_name(name)
    .public_key(key.public_key())
    .serial_number(x509.random_serial_number())
    .not_valid_before(now - day)
    .not_valid_after(now + day)
    .add_extension(x509.SubjectAlternativeName([address]), critical=False)
    .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    .sign(key, hashes.SHA256())
)
pem = serialization.Encoding.PEM
plain = serialization.NoEncryption()
with open(certificate, "wb") as file:
    file.write(signed.public_bytes(pem))
with open(key_file, "wb") as file:
    file.write(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
