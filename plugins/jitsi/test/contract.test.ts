import { providerContract } from '../../meetings/testing.ts';

providerContract({ plugin: 'jitsi', key: 'jitsi', environment: () => ({ ATRIUM_JITSI_BASE_URL: 'https://meet.example.org' }) });
