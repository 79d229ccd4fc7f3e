// Shows the description of the interface; Swagger UI is copied beside this file by the build.
window.SwaggerUIBundle({
  url: new URL('../schema/openapi.json', document.currentScript.src).href,
  dom_id: '#reader',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  displayOperationId: true,
  validatorUrl: null,
});
