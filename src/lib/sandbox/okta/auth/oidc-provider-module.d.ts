/** The package's own entry warns about Node 20 on stderr; the class's own file does not. */
declare module 'oidc-provider/lib/provider.js' {
  export {Provider} from 'oidc-provider'
}
