/** Where the page is: beside the sample clinic, whose port is 13000. */
export const PAGE_PORT = 13_001;
