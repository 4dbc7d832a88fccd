/** AES-256-GCM with several keys: the first encrypts, all decrypt. */
export interface KeyRing {
  /** Eight hexadecimal digits for each key, in the ring's order. They name a key and tell nothing about it. */
  readonly ids: readonly string[];
  /** `aad` binds the text to its place (`model/id/field`), so that it cannot be moved. */
  encrypt(plain: string, aad: string): Uint8Array;
  /** @throws where no key fits or the place differs. */
  decrypt(sealed: Uint8Array, aad: string): string;
  /** HMAC-SHA-256 with a key derived from the first key for this purpose. base64url. */
  sign(purpose: string, ...parts: string[]): string;
  /** Constant time; any key of the ring. */
  verify(signature: string, purpose: string, ...parts: string[]): boolean;
}
