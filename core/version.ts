/** Version of the platform that plugins name in `core`. */
export const CORE_VERSION = '1.0.0';
