// esbuild does not copy the files that the package loads: `npm run bundle` puts them beside the bundle, and the attribute
// `base` of the element in `public/esbuild.html` says where that is.
import "visavis";
